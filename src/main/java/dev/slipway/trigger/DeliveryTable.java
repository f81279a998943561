package dev.slipway.trigger;

import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import dev.slipway.trigger.Delivery.State;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code webhook_delivery}, by the database's clock. */
@Singleton
final class DeliveryTable {
    private static final String COLUMNS =
            "id, fleet, delivery, event, action, received_at, state, verdict, deployment, attempts";
    /** Silence after which another instance takes a message up. */
    private static final int CLAIM_SECONDS = 20;

    private final Sql sql;

    DeliveryTable(Sql sql) {
        this.sql = sql;
    }

    /** What came in. */
    record Arrived(
            String fleet,
            String guid,
            String event,
            @Nullable String action,
            String digest,
            byte[] payload) {}

    /** One to work on. */
    record Claimed(Delivery delivery, String digest, byte[] payload) {}

    /** Keeps it; the same one again is worked on again only if it had failed. */
    long keep(Arrived arrived) throws JournalUnavailable {
        return sql.<Long, RuntimeException>answer(c -> {
            var made = Sql.number(
                    c,
                    """
                    insert into webhook_delivery (fleet, delivery, event, action, received_at, digest, payload, state, verdict)
                    values (?, ?, ?, ?, now(), ?, ?, 'waiting', 'waits to be looked at')
                    on conflict (fleet, delivery) do nothing returning id""",
                    arrived.fleet(),
                    arrived.guid(),
                    arrived.event(),
                    arrived.action(),
                    arrived.digest(),
                    arrived.payload());
            if (made != 0) {
                return made;
            }
            // What is worked on again is what was kept: another body under the same id changes nothing.
            Sql.update(c, """
                    update webhook_delivery set state = 'waiting', verdict = 'GitHub sent it again', attempts = 0, due_at = now()
                     where fleet = ? and delivery = ? and state = 'failed'""", arrived.fleet(), arrived.guid());
            return Sql.number(
                    c,
                    "select id from webhook_delivery where fleet = ? and delivery = ?",
                    arrived.fleet(),
                    arrived.guid());
        });
    }

    /** Has it worked on again; false: it is not there, is being worked on, or began a deployment. */
    static boolean again(Connection c, String fleet, long id) throws SQLException {
        return Sql.update(c, """
                        update webhook_delivery set state = 'waiting', verdict = 'waits to be looked at again', attempts = 0,
                               due_at = now(), finished_at = null
                         where fleet = ? and id = ? and state not in ('waiting', 'deployed')""", fleet, id) == 1;
    }

    /** The next one that waits and that nobody works on; null: there is none. */
    @Nullable Claimed claim() throws JournalUnavailable {
        return sql.<@Nullable Claimed, RuntimeException>answer(c -> {
            var found = Sql.list(
                    c,
                    row -> new Claimed(delivery(row), row.getString("digest"), row.getBytes("payload")),
                    """
                    update webhook_delivery set claimed_until = now() + make_interval(secs => ?), attempts = attempts + 1
                     where id = (select id from webhook_delivery where state = 'waiting' and due_at <= now()
                                    and (claimed_until is null or claimed_until < now())
                                  order by id limit 1 for update skip locked)
                    returning\s""" + COLUMNS + ", digest, payload",
                    CLAIM_SECONDS);
            return found.isEmpty() ? null : found.getFirst();
        });
    }

    /** Says that these are still worked on. */
    void hold(List<Long> ids) throws JournalUnavailable {
        sql.<Boolean, RuntimeException>answer(c -> {
            for (var id : ids) {
                Sql.update(
                        c,
                        "update webhook_delivery set claimed_until = now() + make_interval(secs => ?)"
                                + " where id = ? and state = 'waiting'",
                        CLAIM_SECONDS,
                        id);
            }
            return true;
        });
    }

    /** The end of it; the first one who says so is right. */
    void finish(long id, State state, String verdict, @Nullable Long deployment) throws JournalUnavailable {
        sql.<Integer, RuntimeException>answer(c -> finish(c, id, state, verdict, deployment));
    }

    static int finish(Connection c, long id, State state, String verdict, @Nullable Long deployment)
            throws SQLException {
        return Sql.update(c, """
                update webhook_delivery set state = ?, verdict = ?, deployment = ?, finished_at = now(), claimed_until = null
                 where id = ? and state = 'waiting'""", state.word(), verdict, deployment, id);
    }

    /** Later, because of this. */
    void later(long id, String verdict, Duration wait) throws JournalUnavailable {
        sql.<Integer, RuntimeException>answer(c -> Sql.update(c, """
                update webhook_delivery set verdict = ?, due_at = now() + make_interval(secs => ?), claimed_until = null
                 where id = ? and state = 'waiting'""", verdict, (double) wait.toSeconds(), id));
    }

    /** Another message with the very same bytes that came before and counts; 0: none. GitHub's own id is not signed. */
    long sameBefore(Claimed claimed) throws JournalUnavailable {
        var delivery = claimed.delivery();
        return sql.<Long, RuntimeException>answer(c -> Sql.number(
                c,
                "select id from webhook_delivery where fleet = ? and digest = ? and id < ?"
                        + " and state in ('waiting', 'deployed') order by id limit 1",
                delivery.fleet(),
                claimed.digest(),
                delivery.id()));
    }

    List<Delivery> newestFirst(String fleet, @Nullable Long before, int most) throws JournalUnavailable {
        return sql.<List<Delivery>, RuntimeException>answer(c -> Sql.list(
                c,
                DeliveryTable::delivery,
                "select " + COLUMNS + " from webhook_delivery where fleet = ? and id < ? order by id desc limit ?",
                fleet,
                before == null ? Long.MAX_VALUE : before,
                most));
    }

    Optional<Delivery> find(String fleet, long id) throws JournalUnavailable {
        return sql
                .<List<Delivery>, RuntimeException>answer(c -> Sql.list(
                        c,
                        DeliveryTable::delivery,
                        "select " + COLUMNS + " from webhook_delivery where fleet = ? and id = ?",
                        fleet,
                        id))
                .stream()
                .findFirst();
    }

    Optional<byte[]> payload(String fleet, long id) throws JournalUnavailable {
        return sql
                .<List<byte[]>, RuntimeException>answer(c -> Sql.list(
                        c,
                        row -> row.getBytes(1),
                        "select payload from webhook_delivery where fleet = ? and id = ?",
                        fleet,
                        id))
                .stream()
                .findFirst();
    }

    /** Lets go of old ones. */
    void prune(Duration age, int most) throws JournalUnavailable {
        sql.<Integer, RuntimeException>answer(c -> Sql.update(c, """
                delete from webhook_delivery where id in (
                    select id from (select id, state, received_at,
                                           row_number() over (partition by fleet order by id desc) as place
                                      from webhook_delivery) d
                     where state <> 'waiting' and (place > ? or received_at < now() - make_interval(secs => ?)))""", most, (double) age.toSeconds()));
    }

    /** One that was turned away at the door. */
    record Turned(Instant at, String why, long times) {}

    /** Remembers the last one; fleets that do not exist have none. */
    void turnedAway(String fleet, String why) throws JournalUnavailable {
        sql.<Integer, RuntimeException>answer(c -> Sql.update(c, """
                insert into webhook_refusal (fleet, at, why, times) select name, now(), ?, 1 from fleet where name = ?
                on conflict (fleet) do update set at = excluded.at, why = excluded.why,
                    times = webhook_refusal.times + 1""", why, fleet));
    }

    Optional<Turned> turned(String fleet) throws JournalUnavailable {
        return sql
                .<List<Turned>, RuntimeException>answer(c -> Sql.list(
                        c,
                        row -> new Turned(
                                Objects.requireNonNull(Sql.instant(row, "at")),
                                row.getString("why"),
                                row.getLong("times")),
                        "select at, why, times from webhook_refusal where fleet = ?",
                        fleet))
                .stream()
                .findFirst();
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getLong("id"),
                row.getString("fleet"),
                row.getString("delivery"),
                row.getString("event"),
                row.getString("action"),
                Objects.requireNonNull(Sql.instant(row, "received_at")),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("verdict"),
                row.getObject("deployment", Long.class),
                row.getInt("attempts"));
    }
}
