package dev.slipway.notice;

import dev.slipway.fleet.Channel;
import dev.slipway.history.Sql;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of what is to be sent. Notices of one line are sent one after the other, by whoever has the line's claim:
 * it ends by itself when its holder died, and whoever has it then sends again what may have been sent already, under
 * the same delivery. The database's clock counts, for there may be several instances.
 */
@Singleton
final class Outbox {
    private final NoticeDatabase database;
    private final SecureRandom random;
    private final NoticeConfig config;

    Outbox(NoticeDatabase database, SecureRandom random, NoticeConfig config) {
        this.database = database;
        this.random = random;
        this.config = config;
    }

    /** The right to send what is in a line. */
    record Claim(String line, long number) {}

    /** What is sent one after the other: all of a channel, and for GitHub all of a deployment. */
    static String line(String fleet, Channel channel, long deployment) {
        return switch (channel) {
            case Channel.Slack slack -> fleet + "/slack/" + slack.secret();
            case Channel.Webhook webhook -> fleet + "/webhook/" + webhook.url();
            case Channel.Email email -> fleet + "/email/" + String.join(",", email.addresses());
            case Channel.Github github ->
                fleet + "/github/" + github.repository() + "/" + github.environment() + "/" + deployment;
        };
    }

    /**
     * Puts a notice in, in the transaction of this connection; one that is in already is not put in twice.
     *
     * @param deployment null: of none
     */
    void add(Connection c, Channel channel, String moment, Facts facts, @Nullable Long deployment, @Nullable Long entry)
            throws SQLException {
        var line = line(facts.fleet(), channel, deployment == null ? 0 : deployment);
        Sql.update(c, "insert into notice_line (line) values (?) on conflict do nothing", line);
        // GitHub's statuses are sent in order: one that waits holds up those after it.
        Sql.update(
                c,
                """
                insert into notice (delivery, line, fleet, deployment, entry, moment, kind, channel, facts, created_at,
                                    begun_at, due_at)
                values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, now(), now(), greatest(now(),
                        (select max(due_at) from notice where line = ? and state = 'waiting' and kind = 'github')))
                on conflict on constraint notice_once do nothing""",
                delivery(),
                line,
                facts.fleet(),
                deployment,
                entry,
                moment,
                channel.kind(),
                ChannelJson.write(channel),
                ChannelJson.write(facts),
                line);
    }

    private String delivery() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A line in which something is due and that nobody else works on. */
    Optional<Claim> claim() throws SQLException {
        return database.transaction(
                c -> Sql.list(
                                c,
                                row -> new Claim(row.getString("line"), row.getLong("claim")),
                                """
                        update notice_line set claim = claim + 1, claimed_until = now() + ? * interval '1 millisecond'
                         where line = (select l.line from notice_line l
                                        where (l.claimed_until is null or l.claimed_until < now())
                                          and exists (select 1 from notice n where n.line = l.line
                                                       and n.state = 'waiting' and n.due_at <= now())
                                        order by l.claimed_until nulls first
                                          for update of l skip locked limit 1)
                        returning line, claim""",
                                config.claim().toMillis())
                        .stream()
                        .findFirst());
    }

    /** The next notice of a line that is due; nothing: there is none, or the claim is another's now. */
    Optional<Notice> next(Claim claim) throws SQLException {
        return database.transaction(c -> {
            if (!renewed(c, claim)) {
                return Optional.empty();
            }
            Sql.update(c, """
                    update notice set state = 'superseded', ended_at = now()
                     where line = ? and state = 'waiting' and kind = 'github'
                       and id < (select max(id) from notice where line = ?
                                    and (state = 'sent' or (state = 'waiting' and due_at <= now())))""", claim.line(), claim.line());
            return Sql.list(c, Outbox::notice, """
                            update notice set attempts = attempts + 1
                             where id = (select min(id) from notice
                                          where line = ? and state = 'waiting' and due_at <= now())
                            returning id, delivery, line, moment, kind, channel::text, facts::text, attempts""", claim.line()).stream().findFirst();
        });
    }

    private boolean renewed(Connection c, Claim claim) throws SQLException {
        return Sql.update(
                        c,
                        "update notice_line set claimed_until = now() + ? * interval '1 millisecond'"
                                + " where line = ? and claim = ?",
                        config.claim().toMillis(),
                        claim.line(),
                        claim.number())
                > 0;
    }

    private static Notice notice(ResultSet row) throws SQLException {
        return new Notice(
                row.getLong("id"),
                row.getString("delivery"),
                row.getString("line"),
                row.getString("moment"),
                ChannelJson.channel(row.getString("kind"), row.getString("channel")),
                ChannelJson.facts(row.getString("facts")),
                row.getInt("attempts"));
    }

    /** Notes what came of a try, unless the claim is another's now. */
    void record(Claim claim, Notice notice, Outcome outcome) throws SQLException {
        database.transaction(c -> renewed(c, claim) && note(c, notice, outcome) > 0);
    }

    private int note(Connection c, Notice notice, Outcome outcome) throws SQLException {
        return switch (outcome) {
            case Outcome.Sent _ ->
                Sql.update(
                        c,
                        "update notice set state = 'sent', problem = null, ended_at = now() where id = ?",
                        notice.id());
            case Outcome.Hopeless(String problem) ->
                Sql.update(
                        c,
                        "update notice set state = 'dead', problem = ?, ended_at = now() where id = ?",
                        problem,
                        notice.id());
            case Outcome.Later later -> later(c, notice, later);
        };
    }

    private int later(Connection c, Notice notice, Outcome.Later later) throws SQLException {
        var changed = Sql.update(
                c,
                """
                update notice n set problem = ?, due_at = p.due,
                       state = case when p.due > n.begun_at + p.whole then 'dead' else 'waiting' end,
                       ended_at = case when p.due > n.begun_at + p.whole then now() end
                  from (select greatest(now() + ? * interval '1 millisecond', ?::timestamptz) as due,
                               ? * interval '1 millisecond' as whole) p
                 where n.id = ?""",
                later.problem(),
                pause(notice.attempt()).toMillis(),
                later.notBefore(),
                config.giveUp().toMillis(),
                notice.id());
        Sql.update(
                c,
                "update notice n set due_at = greatest(n.due_at, o.due_at) from notice o where o.id = ?"
                        + " and n.line = o.line and n.id > o.id and n.state = 'waiting' and n.kind = 'github'",
                notice.id());
        if (later.forAll() && later.notBefore() != null) {
            Sql.update(
                    c,
                    "update notice set due_at = greatest(due_at, ?::timestamptz) where state = 'waiting' and kind = 'github'",
                    later.notBefore());
        }
        return changed;
    }

    /** Twice as long each time, shortened by chance: so that not all come back at once. */
    private Duration pause(int attempt) {
        var usual = config.firstPause().toMillis() * Math.pow(2, Math.min(attempt - 1, 30));
        var longest = Math.min(usual, (double) config.longestPause().toMillis());
        return Duration.ofMillis((long) (longest * (0.5 + random.nextDouble() / 2)));
    }

    /** Lets others have the line. */
    void release(Claim claim) throws SQLException {
        database.transaction(c -> Sql.update(
                c,
                "update notice_line set claimed_until = null where line = ? and claim = ?",
                claim.line(),
                claim.number()));
    }

    /** Removes what ended long ago. */
    int sweep() throws SQLException {
        return database.transaction(c -> {
            var removed = Sql.update(
                    c,
                    "delete from notice where ended_at < now() - ? * interval '1 millisecond'",
                    config.keep().toMillis());
            Sql.update(c, """
                    delete from notice_line l where claimed_until is null
                       and not exists (select 1 from notice n where n.line = l.line)""");
            return removed;
        });
    }

    /** The GitHub deployment of a line. */
    Optional<Long> github(String line) throws SQLException {
        return database.transaction(
                c -> Sql.list(c, row -> row.getLong(1), "select id from notice_github where line = ?", line).stream()
                        .findFirst());
    }

    /** Keeps the GitHub deployment of a line. */
    void github(String line, long id) throws SQLException {
        database.transaction(c -> Sql.update(
                c,
                "insert into notice_github (line, id) values (?, ?) on conflict (line) do update set id = excluded.id",
                line,
                id));
    }

    /** Lines of GitHub deployments of the same place whose last word was success: they are replaced now. */
    List<Long> replaced(Connection c, String fleet, Channel.Github github, long by) throws SQLException {
        var prefix = line(fleet, github, 0).replaceFirst("0$", "");
        return Sql.list(c, row -> row.getLong(1), """
                select n.deployment from notice n
                 where n.fleet = ? and n.kind = 'github' and n.deployment < ? and starts_with(n.line, ?)
                   and n.moment = 'succeeded'
                   and not exists (select 1 from notice o where o.line = n.line and o.id > n.id)
                 order by n.id desc limit 5""", fleet, by, prefix);
    }
}
