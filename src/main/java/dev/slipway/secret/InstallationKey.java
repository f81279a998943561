package dev.slipway.secret;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the key that seals all secrets comes from: the configuration, or a file in the home. */
@Singleton
final class InstallationKey {
    private final Optional<String> configured;
    private final Optional<String> before;
    private final Path folder;
    private final RandomGenerator random;

    InstallationKey(
            @ConfigProperty(name = "slipway.secret-key") Optional<String> configured,
            @ConfigProperty(name = "slipway.secret-key-old") Optional<String> before,
            @ConfigProperty(name = "slipway.home") String home,
            RandomGenerator random) {
        this.configured = configured;
        this.before = before;
        this.folder = Path.of(home);
        this.random = random;
    }

    /**
     * Reads the key.
     *
     * @param mayMake whether a new key may be made; not when the database already holds secrets of another
     */
    byte[] read(boolean mayMake) {
        if (configured.isPresent()) {
            return decode(configured.get(), "slipway.secret-key");
        }
        Path file = folder.resolve("secret-key");
        try {
            if (!Files.exists(file)) {
                if (!mayMake) {
                    throw StartRefusal.of(
                            "the database holds secrets, and their key is not here. Set slipway.secret-key, or put "
                                    + file + " back.");
                }
                make(file);
            }
            return decode(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw StartRefusal.of("the secret key " + file + " cannot be used: " + e);
        }
    }

    /** The key before this one, while a change from it to another is under way. */
    Optional<byte[]> readOld() {
        return before.map(key -> decode(key, "slipway.secret-key-old"));
    }

    private void make(Path file) throws IOException {
        byte[] key = new byte[Envelope.KEY_BYTES];
        random.nextBytes(key);
        Files.createDirectories(folder);
        // Under another name first: a crash in between must not leave half a key.
        Path half = folder.resolve("secret-key.new");
        Files.deleteIfExists(half);
        Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(half, Base64.getEncoder().encodeToString(key) + "\n", StandardOpenOption.SYNC);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] decode(String base64, String origin) {
        try {
            byte[] key = Base64.getDecoder().decode(base64.strip());
            if (key.length == Envelope.KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException _) {
            // told below, without the text
        }
        throw StartRefusal.of(origin + " is not 32 bytes in Base64. Make one with: openssl rand -base64 32");
    }
}
