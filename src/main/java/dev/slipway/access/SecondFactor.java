package dev.slipway.access;

import dev.slipway.audit.Audit;
import dev.slipway.secret.SealedColumn;
import dev.slipway.secret.Secret;
import dev.slipway.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.util.encoders.Base32;
import org.jspecify.annotations.Nullable;

/** An authenticator app beside the password, and the codes on paper for the day it is lost. */
@ApplicationScoped
public class SecondFactor {
    /**
     * What a secret is sealed for, up to the person's number; the same in both columns, for it moves from one to the
     * other.
     */
    private static final String PURPOSE = "person_totp:";

    private static final int CODES = 10;
    private static final int CODE_BYTES = 10;

    private final Rows rows;
    private final Secrets secrets;
    private final Audit audit;
    private final SecureRandom random;
    private final InstantSource clock;

    SecondFactor(Rows rows, Secrets secrets, Audit audit, SecureRandom random, InstantSource clock) {
        this.rows = rows;
        this.secrets = secrets;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    private record Stored(@Nullable String secret, @Nullable String pending, long step) {}

    /** Whether this person has one. */
    @Transactional
    public boolean isSet(long person) {
        return stored(person).filter(one -> one.secret() != null).isPresent();
    }

    /** Begins to set one up, with a new secret; what is in use stays so until {@link #confirm}. */
    @Transactional
    public void begin(long person) {
        var secret = Secret.of(Totp.newSecret(random));
        rows.change("update person set totp_pending = ? where id = ?", secrets.seal(secret, purpose(person)), person);
    }

    /** The secret that is being set up. */
    @Transactional
    public Optional<Secret> pending(long person) {
        var pending = stored(person).map(Stored::pending).orElse(null);
        return pending == null ? Optional.empty() : Optional.of(secrets.open(pending, purpose(person)));
    }

    /** Turns it on when the app shows the right code; the recovery codes are handed out this once. */
    @Transactional
    public Optional<List<String>> confirm(long person, String name, String code) {
        var stored = stored(person).orElseThrow();
        if (stored.pending() == null) {
            return Optional.empty();
        }
        var secret = secrets.open(stored.pending(), purpose(person)).reveal();
        var step = Totp.step(secret, code, clock.instant());
        if (step.isEmpty()) {
            return Optional.empty();
        }
        rows.change(
                "update person set totp = totp_pending, totp_pending = null, totp_step = ? where id = ?",
                step.getAsLong(),
                person);
        var codes = newCodes(person);
        audit.record(name, "second-factor.on", "person:" + name, "set up");
        return Optional.of(codes);
    }

    /** Turns it off. */
    @Transactional
    public void remove(long person, String name, String by) {
        rows.change("update person set totp = null, totp_pending = null where id = ?", person);
        rows.change("delete from recovery_code where person = ?", person);
        audit.record(by, "second-factor.off", "person:" + name, "removed");
    }

    /** Whether the code is right; each is taken once. Without a second factor any is right. */
    @Transactional
    boolean accepts(long person, String code) {
        var stored = stored(person).orElseThrow();
        if (stored.secret() == null) {
            return true;
        }
        var step = Totp.step(secrets.open(stored.secret(), purpose(person)).reveal(), code, clock.instant());
        if (step.isPresent()) {
            // Only ever forwards: a code that was seen over the shoulder is worth nothing.
            return rows.change(
                            "update person set totp_step = ? where id = ? and totp_step < ?",
                            step.getAsLong(),
                            person,
                            step.getAsLong())
                    == 1;
        }
        var typed = code.replaceAll("[^A-Za-z2-7]", "").toUpperCase(Locale.ROOT);
        return rows.change("delete from recovery_code where person = ? and hash = ?", person, Reference.hash(typed))
                == 1;
    }

    private List<String> newCodes(long person) {
        rows.change("delete from recovery_code where person = ?", person);
        var codes = new ArrayList<String>();
        for (var i = 0; i < CODES; i++) {
            var bytes = new byte[CODE_BYTES];
            random.nextBytes(bytes);
            var code = Base32.toBase32String(bytes);
            rows.change("insert into recovery_code (person, hash) values (?, ?)", person, Reference.hash(code));
            codes.add(code.replaceAll("(.{4})(?!$)", "$1-"));
        }
        return codes;
    }

    private Optional<Stored> stored(long person) {
        return rows.one(
                row -> new Stored(row.getString("totp"), row.getString("totp_pending"), row.getLong("totp_step")),
                "select totp, totp_pending, totp_step from person where id = ?",
                person);
    }

    private static String purpose(long person) {
        return PURPOSE + person;
    }

    /** Where the secrets in use are. */
    @Produces
    @Singleton
    static SealedColumn sealedSecrets() {
        return new SealedColumn("person", "id", "totp", PURPOSE);
    }

    /** Where the secrets are that are being set up. */
    @Produces
    @Singleton
    static SealedColumn sealedNewSecrets() {
        return new SealedColumn("person", "id", "totp_pending", PURPOSE);
    }
}
