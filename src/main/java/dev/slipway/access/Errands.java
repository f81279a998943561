package dev.slipway.access;

import dev.slipway.secret.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sign-ins that are at the provider: each comes back once, to whichever instance, or is forgotten. */
@ApplicationScoped
class Errands {
    /** As long as somebody may take to type a password there. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private final Rows rows;
    private final InstantSource clock;

    Errands(Rows rows, InstantSource clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /**
     * What the sign-in was for.
     *
     * @param session the one that is to be proved again; null: a new one
     */
    record Purpose(String next, @Nullable Long session, Instant begunAt) {}

    @Transactional
    void begin(Secret key, String next, @Nullable Long session) {
        rows.change(
                "insert into sso_errand (hash, created_at, next, session) values (?, ?, ?, ?::bigint)",
                Reference.hash(key.reveal()),
                clock.instant(),
                next,
                session);
        rows.change(
                "delete from sso_errand where created_at < ?", clock.instant().minus(LONGEST));
    }

    /** What it was for; the second time there is nothing any more. */
    @Transactional
    Optional<Purpose> take(Secret key) {
        return rows.one(
                        row -> {
                            var session = row.getLong("session");
                            var which = row.wasNull() ? null : session;
                            return new Purpose(row.getString("next"), which, Rows.instant(row, "created_at"));
                        },
                        "delete from sso_errand where hash = ? returning next, session, created_at",
                        Reference.hash(key.reveal()))
                .filter(purpose -> clock.instant().isBefore(purpose.begunAt().plus(LONGEST)));
    }
}
