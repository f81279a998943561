package dev.slipway.notice;

import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Kind;
import dev.slipway.fleet.Channel;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Moment;
import dev.slipway.fleet.Notification;
import dev.slipway.history.History;
import dev.slipway.history.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Follows the journals by number, and puts what is to be told into the outbox. A deployment's cursor and its notices
 * are written together: after a crash it goes on where the cursor stands, and tells nothing twice and leaves nothing
 * out.
 */
@Singleton
final class Follower {
    private static final Logger LOG = Logger.getLogger(Follower.class);
    private static final int AT_ONCE = 200;

    private final NoticeDatabase database;
    private final History history;
    private final Fleets fleets;
    private final Telling telling;
    private final Outbox outbox;
    private final Set<Long> troubled = ConcurrentHashMap.newKeySet();

    Follower(NoticeDatabase database, History history, Fleets fleets, Telling telling, Outbox outbox) {
        this.database = database;
        this.history = history;
        this.fleets = fleets;
        this.telling = telling;
        this.outbox = outbox;
    }

    /** Looks at every deployment that has news. */
    void look() throws SQLException {
        var news = database.transaction(c -> Sql.list(c, row -> row.getLong(1), """
                select d.number from deployment d
                 where d.number > (select low from notice_follower)
                   and not exists (select 1 from notice_cursor k where k.deployment = d.number
                                    and k.seen >= d.last_entry)
                 order by d.number limit ?""", AT_ONCE));
        for (var number : news) {
            try {
                follow(number);
            } catch (SQLException | RuntimeException e) {
                // One journal that cannot be told of must not keep all others quiet, nor fill the log.
                if (troubled.add(number)) {
                    LOG.warnf("Nothing is told of deployment %d as yet: %s", number, e.getMessage());
                }
            }
        }
        if (!news.isEmpty()) {
            lift();
        }
    }

    /**
     * Numbers below this are not looked at again. What was asked for just now may have neighbours not yet committed.
     */
    private void lift() throws SQLException {
        database.transaction(c -> Sql.update(c, """
                update notice_follower set low = greatest(low, coalesce(
                    (select min(d.number) - 1 from deployment d left join notice_cursor k on k.deployment = d.number
                      where d.number > low and (d.finished_at is null or coalesce(k.seen, 0) < d.last_entry
                                                or d.queued_at > now() - interval '10 minutes')),
                    (select max(number) from deployment where queued_at <= now() - interval '10 minutes'), low))"""));
    }

    private void follow(long number) throws SQLException {
        database.transaction(c -> {
            Sql.update(c, "insert into notice_cursor (deployment, seen) values (?, 0) on conflict do nothing", number);
            var seen = Sql.list(
                    c,
                    row -> row.getLong(1),
                    "select seen from notice_cursor where deployment = ? for update skip locked",
                    number);
            return !seen.isEmpty() && follow(c, number, seen.getFirst());
        });
    }

    private boolean follow(Connection c, long number, long seen) throws SQLException {
        var fresh = history.entries(number, seen);
        if (fresh.isEmpty()) {
            return false;
        }
        if (fresh.stream().anyMatch(entry -> Course.mayMatter(entry.event()))) {
            var channels = fleets.notifications(history.fleetOf(number).orElse(""));
            if (!channels.isEmpty()) {
                tell(c, number, seen, channels);
            }
        }
        Sql.update(
                c,
                "update notice_cursor set seen = ? where deployment = ?",
                fresh.getLast().number(),
                number);
        return true;
    }

    private void tell(Connection c, long number, long seen, List<Notification> channels) throws SQLException {
        var course = new Course();
        for (var entry : history.entries(number, 0)) {
            var moment = course.next(entry);
            if (moment.isPresent() && entry.number() > seen) {
                add(c, number, course, entry, moment.get(), channels);
            }
        }
    }

    private void add(Connection c, long number, Course course, Entry entry, Moment moment, List<Notification> channels)
            throws SQLException {
        var wanted = channels.stream().filter(n -> n.on().contains(moment)).toList();
        if (wanted.isEmpty()) {
            return;
        }
        var facts = telling.of(number, course, entry);
        for (var notification : wanted) {
            if (notification.channel() instanceof Channel.Github github) {
                github(c, course, entry, moment, github, facts);
            } else {
                outbox.add(c, notification.channel(), moment.word(), facts, number, entry.number());
            }
        }
    }

    /** GitHub shows what becomes of commits: a restart, or a node that is taken out, is none of that. */
    private void github(Connection c, Course course, Entry entry, Moment moment, Channel.Github github, Facts facts)
            throws SQLException {
        var kind = course.state().request().kind();
        if (facts.commit() == null || (kind != Kind.DEPLOY && kind != Kind.ROLLBACK) || moment == Moment.STUCK) {
            return;
        }
        outbox.add(c, github, moment.word(), facts, facts.deployment(), entry.number());
        if (moment == Moment.SUCCEEDED) {
            for (var replaced : outbox.replaced(c, facts.fleet(), github, facts.deployment())) {
                outbox.add(c, github, Notice.INACTIVE, facts, replaced, entry.number());
            }
        }
    }
}
