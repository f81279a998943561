package dev.slipway.notice;

import dev.slipway.audit.Audit;
import dev.slipway.fleet.Channel;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Mistake;
import dev.slipway.history.Sql;
import dev.slipway.secret.SealedColumn;
import dev.slipway.secret.Secret;
import dev.slipway.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Addresses and signing keys of notification channels, sealed; nothing but their names is ever shown. */
@ApplicationScoped
public class NotificationSecrets {
    private static final String PURPOSE = "notification_secret:";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int SHORTEST = 16;
    private static final int LONGEST = 4096;

    private final DataSource database;
    private final Secrets secrets;
    private final Fleets fleets;
    private final Audit audit;
    private final InstantSource clock;

    NotificationSecrets(DataSource database, Secrets secrets, Fleets fleets, Audit audit, InstantSource clock) {
        this.database = database;
        this.secrets = secrets;
        this.fleets = fleets;
        this.audit = audit;
        this.clock = clock;
    }

    /** Where the values are. */
    @Produces
    @Singleton
    static SealedColumn sealedNotificationSecrets() {
        return new SealedColumn("notification_secret", "name", "sealed", PURPOSE);
    }

    /** What may be seen of one. */
    public record Named(String name, Instant changedAt) {}

    /** What came of storing one. */
    public sealed interface Put {
        /** It is stored. */
        record Stored(Named secret, boolean isNew) implements Put {}

        /** Nothing changed. */
        record Wrong(Mistake mistake) implements Put {}
    }

    /** What came of removing one. */
    public sealed interface Removal {
        /** It is gone. */
        record Removed() implements Removal {}

        /** There was none. */
        record Unknown() implements Removal {}

        /** Nothing changed: a fleet names it. */
        record InUse(String why) implements Removal {}
    }

    /** Stores or replaces one; white space around it is no part of it. */
    @Transactional
    public Put put(String name, Secret value, String actor) {
        var text = value.reveal().strip();
        if (!NAME.matcher(name).matches()) {
            return new Put.Wrong(new Mistake(
                    0, "name", "must be small letters, digits and hyphens, at most 63, and not begin with a hyphen"));
        }
        if (text.length() < SHORTEST || text.length() > LONGEST || text.chars().anyMatch(c -> c < ' ' || c == 127)) {
            return new Put.Wrong(
                    new Mistake(0, "value", "must be one line of " + SHORTEST + " to " + LONGEST + " characters"));
        }
        var before = names();
        var now = clock.instant();
        change(
                "insert into notification_secret (name, sealed, changed_at) values (?, ?, ?) on conflict (name)"
                        + " do update set sealed = excluded.sealed, changed_at = excluded.changed_at",
                name,
                secrets.seal(Secret.of(text), PURPOSE + name),
                now);
        var isNew = before.stream().noneMatch(known -> known.name().equals(name));
        audit.record(actor, "notification-secret.put", "notification-secret:" + name, isNew ? "stored" : "replaced");
        return new Put.Stored(new Named(name, now), isNew);
    }

    /** All of them, by name. */
    @Transactional
    public List<Named> names() {
        return read(
                row -> new Named(row.getString(1), row.getTimestamp(2).toInstant()),
                "select name, changed_at from notification_secret order by name");
    }

    /** Removes one that no fleet names. */
    @Transactional
    public Removal remove(String name, String actor) {
        if (names().stream().noneMatch(known -> known.name().equals(name))) {
            return new Removal.Unknown();
        }
        for (var fleet : fleets.list()) {
            if (fleets.notifications(fleet.name()).stream().anyMatch(n -> uses(n.channel(), name))) {
                return new Removal.InUse("the fleet " + fleet.name() + " names the secret " + name);
            }
        }
        change("delete from notification_secret where name = ?", name);
        audit.record(actor, "notification-secret.remove", "notification-secret:" + name, "removed");
        return new Removal.Removed();
    }

    /** The value, for the one who sends. */
    Optional<Secret> open(String name) {
        return read(row -> row.getString(1), "select sealed from notification_secret where name = ?", name).stream()
                .findFirst()
                .map(text -> secrets.open(text, PURPOSE + name));
    }

    static boolean uses(Channel channel, String name) {
        return switch (channel) {
            case Channel.Slack slack -> slack.secret().equals(name);
            case Channel.Webhook webhook -> webhook.secret().equals(name);
            case Channel.Email _, Channel.Github _ -> false;
        };
    }

    /** In the transaction of the caller, so that the audit has the row exactly when it is so. */
    private void change(String sql, Object... values) {
        try (Connection connection = database.getConnection()) {
            Sql.update(connection, sql, values);
        } catch (SQLException e) {
            throw new IllegalStateException("The secret could not be written", e);
        }
    }

    private <T> List<T> read(Sql.Reading<T> reading, String sql, Object... values) {
        try (Connection connection = database.getConnection()) {
            return Sql.list(connection, reading, sql, values);
        } catch (SQLException e) {
            throw new IllegalStateException("The secrets could not be read", e);
        }
    }
}
