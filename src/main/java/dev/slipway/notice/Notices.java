package dev.slipway.notice;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.fleet.Channel;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Notification;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What was told, what waits, and what could not be told; with a way to send it again. */
@ApplicationScoped
public class Notices {
    private static final String COLUMNS =
            "id, delivery, fleet, deployment, moment, kind, channel::text, state, attempts, created_at,"
                    + " case when state = 'waiting' then due_at end as due_at, ended_at, problem from notice";

    private final NoticeDatabase database;
    private final Outbox outbox;
    private final Fleets fleets;
    private final NotificationSecrets secrets;
    private final MailPost mail;
    private final Audit audit;
    private final InstantSource clock;

    Notices(
            NoticeDatabase database,
            Outbox outbox,
            Fleets fleets,
            NotificationSecrets secrets,
            MailPost mail,
            Audit audit,
            InstantSource clock) {
        this.database = database;
        this.outbox = outbox;
        this.fleets = fleets;
        this.secrets = secrets;
        this.mail = mail;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A notice as people and programs see it.
     *
     * @param delivery the same in every try; the receiver sees it too
     * @param deployment null: it only tried the channel
     * @param event what happened, e.g. {@code rolled_back}
     * @param channel {@code slack}, {@code webhook}, {@code email} or {@code github}
     * @param to where it goes, without anything secret
     * @param state {@code waiting}, {@code sent}, {@code dead} or {@code superseded}
     * @param nextTryAt null: there is none
     * @param endedAt when it was sent or given up
     * @param problem why the last try failed
     */
    public record Shown(
            long id,
            String delivery,
            String fleet,
            @Nullable Long deployment,
            String event,
            String channel,
            String to,
            String state,
            int attempts,
            Instant createdAt,
            @Nullable Instant nextTryAt,
            @Nullable Instant endedAt,
            @Nullable String problem) {}

    /**
     * A channel of a fleet, and how it goes.
     *
     * @param index its place in the document
     * @param trouble why nothing can be sent there as things stand; null: nothing is known against it
     * @param last the newest notice that is over; null: there was none
     */
    public record Served(
            int index,
            Notification notification,
            @Nullable String trouble,
            @Nullable Shown last) {}

    /** What came of asking for another try. */
    public enum Resent {
        /** It is sent as soon as the channel is free. */
        AGAIN,
        /** It was not given up: there is nothing to do. */
        NOT_DEAD,
        /** There is no such notice. */
        UNKNOWN
    }

    /** Newest first, of one fleet; a state that is null: in every one. */
    public List<Shown> list(String fleet, @Nullable String state, @Nullable Long before, int limit) {
        return list(List.of(fleet), state, before, limit);
    }

    /** As above, of these fleets; null: of all, also of those that are gone. */
    public List<Shown> list(
            @Nullable Collection<String> fleets, @Nullable String state, @Nullable Long before, int limit) {
        var names = fleets == null ? null : fleets.toArray(String[]::new);
        return database.ask(c -> Sql.list(
                c,
                Notices::shown,
                "select " + COLUMNS + " where (?::text[] is null or fleet = any (?::text[]))"
                        + " and (?::text is null or state = ?) and id < ? order by id desc limit ?",
                names,
                names,
                state,
                state,
                before == null ? Long.MAX_VALUE : before,
                limit));
    }

    /** The notice of this number. */
    public Optional<Shown> find(long id) {
        return database.ask(c -> Sql.list(c, Notices::shown, "select " + COLUMNS + " where id = ?", id).stream()
                .findFirst());
    }

    private static Shown shown(ResultSet row) throws SQLException {
        var deployment = row.getLong("deployment");
        var none = row.wasNull();
        return new Shown(
                row.getLong("id"),
                row.getString("delivery"),
                row.getString("fleet"),
                none ? null : deployment,
                row.getString("moment"),
                row.getString("kind"),
                ChannelJson.channel(row.getString("kind"), row.getString("channel"))
                        .shown(),
                row.getString("state"),
                row.getInt("attempts"),
                row.getTimestamp("created_at").toInstant(),
                Sql.instant(row, "due_at"),
                Sql.instant(row, "ended_at"),
                row.getString("problem"));
    }

    /** The channels of a fleet. */
    public List<Served> channels(String fleet) {
        var known = known();
        var all = fleets.notifications(fleet);
        return IntStream.range(0, all.size())
                .mapToObj(i -> new Served(
                        i,
                        all.get(i),
                        trouble(all.get(i).channel(), known),
                        last(fleet, all.get(i).channel())))
                .toList();
    }

    /** Why some of the fleet's channels can be told nothing as things stand, a sentence for each. */
    public List<String> warnings(String fleet) {
        var all = fleets.notifications(fleet);
        var known = all.isEmpty() ? List.<String>of() : known();
        return all.stream()
                .map(Notification::channel)
                .flatMap(channel -> Optional.ofNullable(trouble(channel, known)).stream()
                        .map(trouble -> "Nothing can be told to " + channel.kind() + " " + channel.shown() + ". "
                                + trouble + "."))
                .toList();
    }

    private List<String> known() {
        return secrets.names().stream().map(NotificationSecrets.Named::name).toList();
    }

    private @Nullable String trouble(Channel channel, List<String> known) {
        return switch (channel) {
            case Channel.Slack(String secret) -> missing(secret, known);
            case Channel.Webhook(String _, String secret) -> missing(secret, known);
            case Channel.Email _ ->
                mail.ready() ? null : "E-mail is not set up: set quarkus.mailer.host and quarkus.mailer.from";
            case Channel.Github _ -> null;
        };
    }

    private static @Nullable String missing(String secret, List<String> known) {
        return known.contains(secret) ? null : "There is no secret " + secret + " yet";
    }

    private @Nullable Shown last(String fleet, Channel channel) {
        return database.ask(c -> Sql.list(
                                c,
                                Notices::shown,
                                "select " + COLUMNS + " where fleet = ? and kind = ? and channel = ?::jsonb"
                                        + " and state in ('sent', 'dead') order by ended_at desc limit 1",
                                fleet,
                                channel.kind(),
                                ChannelJson.write(channel))
                        .stream()
                        .findFirst())
                .orElse(null);
    }

    /** Sends a dead letter again, with as much patience as the first time. */
    public Resent resend(long id, String actor) {
        return database.ask(c -> {
            var found = Sql.list(c, Notices::shown, "select " + COLUMNS + " where id = ? for update", id);
            if (found.isEmpty()) {
                return Resent.UNKNOWN;
            }
            var notice = found.getFirst();
            if (!notice.state().equals("dead")) {
                return Resent.NOT_DEAD;
            }
            Sql.update(
                    c,
                    "update notice set state = 'waiting', attempts = 0, begun_at = now(), due_at = now(),"
                            + " ended_at = null where id = ?",
                    id);
            audit.record(
                    c,
                    Change.of(
                            actor,
                            "notice.resend",
                            "fleet:" + notice.fleet(),
                            notice.event() + " to " + notice.channel() + " " + notice.to()));
            return Resent.AGAIN;
        });
    }

    /** Sends a message that only tries a channel; false: the fleet has no such channel, or it takes none. */
    public boolean test(String fleet, int index, String actor) {
        var all = fleets.notifications(fleet);
        var found = fleets.find(fleet);
        if (found.isEmpty() || index < 0 || index >= all.size()) {
            return false;
        }
        var channel = all.get(index).channel();
        if (channel instanceof Channel.Github) {
            return false; // a deployment that never was must not appear beside a commit
        }
        var facts = Facts.ofTest(fleet, found.get().application(), found.get().environment(), actor, clock.instant());
        return database.ask(c -> {
            outbox.add(c, channel, Notice.TEST, facts, null, null);
            audit.record(c, Change.of(actor, "notice.test", "fleet:" + fleet, channel.kind() + " " + channel.shown()));
            return true;
        });
    }
}
