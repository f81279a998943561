package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.Channel;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Moment;
import dev.slipway.notice.Notices;
import dev.slipway.notice.NotificationSecrets;
import dev.slipway.secret.Secret;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Who is told what, how that goes, and what could not be told. */
@Page
@Path("/settings/notifications")
@Produces(MediaType.TEXT_HTML)
class NoticePages {
    private static final String HERE = "/settings/notifications";
    private static final int MOST = 100;

    private final Notices notices;
    private final NotificationSecrets secrets;
    private final Fleets fleets;
    private final FormGuard guard;
    private final Visitor visitor;

    NoticePages(Notices notices, NotificationSecrets secrets, Fleets fleets, FormGuard guard, Visitor visitor) {
        this.notices = notices;
        this.secrets = secrets;
        this.fleets = fleets;
        this.guard = guard;
        this.visitor = visitor;
    }

    /** A notice, with what of it is said in words. */
    record Row(Notices.Shown notice, String event, String tries) {
        static Row of(Notices.Shown notice) {
            var tries = notice.attempts() == 1 ? "1 try" : notice.attempts() + " tries";
            return new Row(notice, words(notice.event()), tries);
        }
    }

    private static String words(String event) {
        return event.replace('_', ' ');
    }

    /** A fleet with its channels. */
    record Told(String fleet, List<Way> ways) {}

    /**
     * A channel.
     *
     * @param on what is told there, in words
     * @param tries whether a test message makes sense there
     */
    record Way(Notices.Served served, String kind, String to, List<String> on, boolean tries, Chip chip, String last) {
        static Way of(Notices.Served served) {
            var channel = served.notification().channel();
            var github = channel instanceof Channel.Github;
            var on = github
                    ? List.of("the whole course of a deployment")
                    : Arrays.stream(Moment.values())
                            .filter(served.notification().on()::contains)
                            .map(moment -> words(moment.word()))
                            .toList();
            var last = served.last();
            return new Way(
                    served,
                    NoticePages.kind(channel),
                    channel.shown(),
                    on,
                    !github,
                    chip(served),
                    last == null ? "" : words(last.event()));
        }

        private static Chip chip(Notices.Served served) {
            var last = served.last();
            if (served.trouble() != null) {
                return new Chip("Not ready", "warn", "alert");
            }
            if (last == null) {
                return new Chip("Nothing sent yet", "idle", "dot");
            }
            return last.state().equals("sent") ? new Chip("Works", "ok", "check") : new Chip("Failed", "fail", "x");
        }
    }

    /**
     * The page.
     *
     * @param may whether this visitor may store secrets
     * @param said what was just done
     */
    record All(
            List<Told> told,
            List<Row> dead,
            List<Row> waiting,
            List<NotificationSecrets.Named> names,
            boolean may,
            String token,
            String said,
            String trouble) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance all(All page);
    }

    @GET
    @Needs(Act.COME_IN)
    public Response look(@RestQuery @Nullable String done) {
        var said =
                switch (text(done)) {
                    case "test" -> "The test message is on its way; reload the page to see what became of it.";
                    case "again" -> "It is sent again; reload the page to see what became of it.";
                    case "stored" -> "The secret is stored.";
                    default -> "";
                };
        return all(200, said, "");
    }

    private Response all(int status, String said, String trouble) {
        var may = visitor.present().may(Act.KEYS);
        var operated = fleets.list().stream()
                .map(Fleet::name)
                .filter(name -> visitor.present().may(Act.OPERATE, name))
                .toList();
        var whose = visitor.present().may(Act.OPERATE) ? null : operated;
        var page = new All(
                operated.stream()
                        .map(name -> new Told(
                                name,
                                notices.channels(name).stream().map(Way::of).toList()))
                        .filter(told -> !told.ways().isEmpty())
                        .toList(),
                list(whose, "dead"),
                list(whose, "waiting"),
                visitor.present().may(Act.SEE_KEYS) ? secrets.names() : List.of(),
                may,
                visitor.token(),
                said,
                trouble);
        return Response.status(status).entity(Templates.all(page).render()).build();
    }

    /** Null: of all fleets, also of those that are gone. */
    private List<Row> list(@Nullable List<String> whose, String state) {
        return notices.list(whose, state, null, MOST).stream().map(Row::of).toList();
    }

    @POST
    @Path("{fleet}/test")
    @Needs(Act.OPERATE)
    public Response test(
            @PathParam("fleet") String fleet, @RestForm @Nullable String token, @RestForm @Nullable String channel) {
        if (!guard.knows(token)) {
            return Refusal.badForm(HERE);
        }
        var index = text(channel);
        if (!index.matches("\\d{1,3}") || !notices.test(fleet, Integer.parseInt(index), visitor.name())) {
            return Refusal.notFound("channel of fleet " + fleet, HERE);
        }
        return Response.seeOther(URI.create(HERE + "?done=test")).build();
    }

    @POST
    @Path("{fleet}/{id}/resend")
    @Needs(Act.OPERATE)
    public Response resend(
            @PathParam("fleet") String fleet, @PathParam("id") String id, @RestForm @Nullable String token) {
        if (!guard.knows(token)) {
            return Refusal.badForm(HERE);
        }
        var found = id.matches("\\d{1,18}")
                ? notices.find(Long.parseLong(id)).filter(n -> n.fleet().equals(fleet))
                : Optional.<Notices.Shown>empty();
        if (found.isEmpty()) {
            return Refusal.notFound("notice of fleet " + fleet, HERE);
        }
        return switch (notices.resend(found.get().id(), visitor.name())) {
            case AGAIN -> Response.seeOther(URI.create(HERE + "?done=again")).build();
            case NOT_DEAD -> all(409, "", "It was not given up: it waits, or was sent.");
            case UNKNOWN -> Refusal.notFound("notice of fleet " + fleet, HERE);
        };
    }

    @POST
    @Path("secrets")
    @Needs(Act.KEYS)
    public Response store(
            @RestForm @Nullable String token, @RestForm @Nullable String name, @RestForm @Nullable String value) {
        if (!guard.knows(token)) {
            return Refusal.badForm(HERE);
        }
        return switch (secrets.put(text(name), Secret.of(text(value)), visitor.name())) {
            case NotificationSecrets.Put.Stored _ ->
                Response.seeOther(URI.create(HERE + "?done=stored")).build();
            case NotificationSecrets.Put.Wrong(var mistake) ->
                all(422, "", "The " + mistake.field() + " " + mistake.problem() + ".");
        };
    }

    private static String kind(Channel channel) {
        return switch (channel) {
            case Channel.Slack _ -> "Slack";
            case Channel.Webhook _ -> "Webhook";
            case Channel.Email _ -> "E-mail";
            case Channel.Github _ -> "GitHub";
        };
    }
}
