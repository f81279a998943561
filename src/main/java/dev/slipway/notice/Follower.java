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
import java.util.ArrayList;
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

    /**
     * What is told is made up before the transaction that writes it: no connection is held while another one is asked
     * for, or a crowd that waits for connections could wait for itself. Whoever was quicker meanwhile has told it.
     */
    private void follow(long number) throws SQLException {
        var seen = seen(number);
        var fresh = history.entries(number, seen);
        if (fresh.isEmpty()) {
            return;
        }
        var due = due(number, seen, fresh);
        database.transaction(c -> {
            var now = Sql.list(
                    c,
                    row -> row.getLong(1),
                    "select seen from notice_cursor where deployment = ? for update skip locked",
                    number);
            if (!now.equals(List.of(seen))) {
                return false;
            }
            for (var one : due) {
                add(c, number, one);
            }
            Sql.update(
                    c,
                    "update notice_cursor set seen = ? where deployment = ?",
                    fresh.getLast().number(),
                    number);
            return true;
        });
    }

    private long seen(long number) throws SQLException {
        return database.transaction(c -> {
            Sql.update(c, "insert into notice_cursor (deployment, seen) values (?, 0) on conflict do nothing", number);
            return Sql.number(c, "select seen from notice_cursor where deployment = ?", number);
        });
    }

    /** One notice to one channel. */
    private record Due(Channel channel, Moment moment, Kind kind, Facts facts, long entry) {}

    private List<Due> due(long number, long seen, List<Entry> fresh) {
        if (fresh.stream().noneMatch(entry -> Course.mayMatter(entry.event()))) {
            return List.of();
        }
        var channels = fleets.notifications(history.fleetOf(number).orElse(""));
        var due = new ArrayList<Due>();
        if (!channels.isEmpty()) {
            var course = new Course();
            for (var entry : history.entries(number, 0)) {
                var moment = course.next(entry);
                if (moment.isPresent() && entry.number() > seen) {
                    due.addAll(due(number, course, entry, moment.get(), channels));
                }
            }
        }
        return due;
    }

    private List<Due> due(long number, Course course, Entry entry, Moment moment, List<Notification> channels) {
        var wanted = channels.stream().filter(n -> n.on().contains(moment)).toList();
        if (wanted.isEmpty()) {
            return List.of();
        }
        var facts = telling.of(number, course, entry);
        var kind = course.state().request().kind();
        return wanted.stream()
                .map(n -> new Due(n.channel(), moment, kind, facts, entry.number()))
                .toList();
    }

    private void add(Connection c, long number, Due due) throws SQLException {
        if (due.channel() instanceof Channel.Github github) {
            github(c, due, github);
        } else {
            outbox.add(c, due.channel(), due.moment().word(), due.facts(), number, due.entry());
        }
    }

    /** GitHub shows what becomes of commits: a restart, or a node that is taken out, is none of that. */
    private void github(Connection c, Due due, Channel.Github github) throws SQLException {
        var facts = due.facts();
        if (facts.commit() == null
                || (due.kind() != Kind.DEPLOY && due.kind() != Kind.ROLLBACK)
                || due.moment() == Moment.STUCK) {
            return;
        }
        outbox.add(c, github, due.moment().word(), facts, facts.deployment(), due.entry());
        if (due.moment() == Moment.SUCCEEDED) {
            for (var replaced : outbox.replaced(c, facts.fleet(), github, facts.deployment())) {
                outbox.add(c, github, Notice.INACTIVE, facts, replaced, due.entry());
            }
        }
    }
}
