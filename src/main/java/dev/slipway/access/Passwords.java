package dev.slipway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.secret.Secret;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/** Argon2id, as OWASP advises: 19 MiB, two passes. */
@Singleton
class Passwords {
    private static final int SHORTEST = 15;
    private static final int LONGEST = 200;
    private static final int KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int BYTES = 32;
    private static final String HEAD = "$argon2id$v=19$m=" + KIB + ",t=" + PASSES + ",p=" + LANES + "$";
    /** Each takes 19 MiB while it works; more at once would let strangers fill the memory. */
    private static final Semaphore AT_ONCE = new Semaphore(2);

    private static final int MOST_WAITING = 20;

    private final SecureRandom random;
    private final CommonPasswords common;
    private final String nobodys;

    Passwords(SecureRandom random, CommonPasswords common) {
        this.random = random;
        this.common = common;
        nobodys = stored(Secret.of(Reference.make(random)));
    }

    /** Whether so many wait that another one would only hold a thread. */
    boolean crowded() {
        return AT_ONCE.getQueueLength() >= MOST_WAITING;
    }

    /** Why it may not become a password; empty when it may. */
    Optional<String> objection(Secret password, String person) {
        var text = password.reveal();
        var length = text.codePointCount(0, text.length());
        if (length < SHORTEST) {
            return Optional.of("Take at least " + SHORTEST + " characters; four or five words are good.");
        }
        if (length > LONGEST) {
            return Optional.of("Take at most " + LONGEST + " characters.");
        }
        return common.easy(text, person)
                ? Optional.of("That is among the first that somebody would try. Take words that have nothing to do"
                        + " with each other.")
                : Optional.empty();
    }

    /** What is stored of it. */
    String stored(Secret password) {
        var salt = new byte[16];
        random.nextBytes(salt);
        return HEAD + base64(salt) + "$" + base64(hash(password, salt));
    }

    /** Whether it is the one; takes the same time when there is none. */
    boolean matches(Secret password, @Nullable String stored) {
        var parts = (stored == null ? nobodys : stored).split("\\$", -1);
        var salt = Base64.getDecoder().decode(parts[4]);
        var same = MessageDigest.isEqual(Base64.getDecoder().decode(parts[5]), hash(password, salt));
        return same && stored != null;
    }

    private static byte[] hash(Secret password, byte[] salt) {
        AT_ONCE.acquireUninterruptibly();
        try {
            var argon = new Argon2BytesGenerator();
            argon.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(KIB)
                    .withIterations(PASSES)
                    .withParallelism(LANES)
                    .withSalt(salt)
                    .build());
            var hash = new byte[BYTES];
            // One text may be typed as different characters on different keyboards.
            argon.generateBytes(
                    Normalizer.normalize(password.reveal(), Normalizer.Form.NFC).getBytes(UTF_8), hash);
            return hash;
        } finally {
            AT_ONCE.release();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
