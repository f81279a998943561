package dev.slipway.trigger;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import dev.slipway.secret.SealedColumn;
import dev.slipway.secret.Secret;
import dev.slipway.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What GitHub signs its messages to a fleet with. It goes in, and never comes out again. */
@ApplicationScoped
public class WebhookSecrets {
    /** How long the secret before stays valid, so that GitHub can be told the new one in peace. */
    public static final Duration OVERLAP = Duration.ofHours(24);
    /** How long a secret is at least. */
    public static final int SHORTEST = 16;

    private static final int LONGEST = 512;
    private static final int BYTES = 32;
    private static final String PURPOSE = "webhook-secret:";

    private final Sql sql;
    private final Secrets secrets;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Audit audit;

    WebhookSecrets(Sql sql, Secrets secrets, SecureRandom random, InstantSource clock, Audit audit) {
        this.sql = sql;
        this.secrets = secrets;
        this.random = random;
        this.clock = clock;
        this.audit = audit;
    }

    /** Where they are. */
    @Produces
    @Singleton
    static SealedColumn sealedSecrets() {
        return new SealedColumn("webhook_secret", "id", "sealed", PURPOSE);
    }

    /**
     * What may be known of a fleet's secrets.
     *
     * @param madeAt when the present one was
     * @param earlierUntil until when the one before is valid too; null: there is none
     */
    public record Known(
            Instant madeAt, String madeBy, @Nullable Instant earlierUntil) {}

    private record Row(
            int number,
            String sealed,
            Instant madeAt,
            String madeBy,
            @Nullable Instant until) {}

    /** Why this cannot be a secret; empty: it can. */
    public static Optional<String> objection(Secret secret) {
        var text = secret.reveal();
        return text.length() >= SHORTEST
                        && text.length() <= LONGEST
                        && text.chars().allMatch(c -> c >= ' ' && c != 127)
                ? Optional.empty()
                : Optional.of("must have " + SHORTEST + " to " + LONGEST + " characters on one line");
    }

    /** A secret that nobody has thought of. */
    public Secret fresh() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Secret.of(HexFormat.of().formatHex(bytes));
    }

    /** Puts it in the place of the one before, which stays valid for a day; the one before that does not. */
    public Known put(String fleet, Secret secret, String by) throws JournalUnavailable {
        return sql.<Known, RuntimeException>answer(c -> {
            lock(c, fleet);
            var now = clock.instant();
            var before = rows(c, fleet);
            var number = before.isEmpty() ? 1 : before.getFirst().number() + 1;
            Instant until = before.isEmpty() ? null : now.plus(OVERLAP);
            Sql.update(c, "delete from webhook_secret where fleet = ? and number < ?", fleet, number - 1);
            Sql.update(c, "update webhook_secret set until = ? where fleet = ?", until, fleet);
            Sql.update(
                    c,
                    "insert into webhook_secret (fleet, number, sealed, made_at, made_by) values (?, ?, ?, ?, ?)",
                    fleet,
                    number,
                    secrets.seal(secret, PURPOSE + fleet + "/" + number),
                    now,
                    by);
            audit.record(
                    c,
                    Change.of(
                            by,
                            "webhook-secret.set",
                            "fleet:" + fleet,
                            until == null ? "the first" : "the one before is valid until " + until));
            return new Known(now, by, until);
        });
    }

    /** Removes them all: from then on no message is taken. False: there was none. */
    public boolean remove(String fleet, String by) throws JournalUnavailable {
        return sql.<Boolean, RuntimeException>answer(c -> {
            lock(c, fleet);
            var removed = Sql.update(c, "delete from webhook_secret where fleet = ?", fleet) > 0;
            if (removed) {
                audit.record(c, Change.of(by, "webhook-secret.remove", "fleet:" + fleet, "messages are not taken"));
            }
            return removed;
        });
    }

    /** What may be known; empty: there is no secret. */
    public Optional<Known> known(String fleet) throws JournalUnavailable {
        var rows = valid(fleet);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        var newest = rows.getFirst();
        return Optional.of(new Known(
                newest.madeAt(),
                newest.madeBy(),
                rows.size() < 2 ? null : rows.get(1).until()));
    }

    /** Those that are valid now, newest first; of a fleet that does not exist there are none. */
    List<Secret> of(String fleet) throws JournalUnavailable {
        return valid(fleet).stream()
                .map(row -> secrets.open(row.sealed(), PURPOSE + fleet + "/" + row.number()))
                .toList();
    }

    private List<Row> valid(String fleet) throws JournalUnavailable {
        var now = clock.instant();
        return sql.<List<Row>, RuntimeException>answer(c -> rows(c, fleet)).stream()
                .filter(row -> row.until() == null || now.isBefore(row.until()))
                .toList();
    }

    private static List<Row> rows(Connection c, String fleet) throws SQLException {
        return Sql.list(
                c,
                row -> new Row(
                        row.getInt("number"),
                        row.getString("sealed"),
                        Objects.requireNonNull(Sql.instant(row, "made_at")),
                        row.getString("made_by"),
                        Sql.instant(row, "until")),
                "select number, sealed, made_at, made_by, until from webhook_secret where fleet = ? order by number desc",
                fleet);
    }

    /** Two people at once make two secrets, one after the other. */
    private static void lock(Connection c, String fleet) throws SQLException {
        Sql.list(c, row -> row.getString(1), "select name from fleet where name = ? for update", fleet);
    }
}
