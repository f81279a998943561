package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.GithubRule;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.fleet.Triggers;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.trigger.Deliveries;
import dev.slipway.trigger.Deliveries.TurnedAway;
import dev.slipway.trigger.Delivery;
import dev.slipway.trigger.Firing;
import dev.slipway.trigger.Schedules;
import dev.slipway.trigger.WebhookSecrets;
import dev.slipway.trigger.WebhookSecrets.Known;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** How GitHub is told to begin deployments, and what it delivered. */
@Page
@Path("/settings/webhooks")
@Produces(MediaType.TEXT_HTML)
class WebhookPages {
    private static final String HERE = "/settings/webhooks";
    private static final int SHOWN = 20;

    private final Deliveries deliveries;
    private final WebhookSecrets secrets;
    private final Schedules schedules;
    private final Fleets fleets;
    private final FormGuard guard;
    private final Visitor visitor;
    private final PublicUrl url;

    WebhookPages(
            Deliveries deliveries,
            WebhookSecrets secrets,
            Schedules schedules,
            Fleets fleets,
            FormGuard guard,
            Visitor visitor,
            PublicUrl url) {
        this.deliveries = deliveries;
        this.secrets = secrets;
        this.schedules = schedules;
        this.fleets = fleets;
        this.guard = guard;
        this.visitor = visitor;
        this.url = url;
    }

    /** One row of the list. */
    record Row(Delivery delivery, Chip chip, boolean again) {
        static Row of(Delivery delivery) {
            return switch (delivery.state()) {
                case WAITING -> new Row(delivery, new Chip("Waits", "run", "clock"), false);
                case IGNORED -> new Row(delivery, new Chip("Ignored", "idle", "skip"), true);
                case REFUSED -> new Row(delivery, new Chip("Refused", "warn", "shield"), true);
                case FAILED -> new Row(delivery, new Chip("Failed", "fail", "x"), true);
                case DEPLOYED -> new Row(delivery, new Chip("Deployed", "ok", "check"), false);
            };
        }
    }

    /** One time at which the clock brought something, or did not. */
    record FiringRow(Firing firing, Chip chip) {
        static FiringRow of(Firing firing) {
            return switch (firing.state()) {
                case DEPLOYED -> new FiringRow(firing, new Chip("Deployed", "ok", "check"));
                case NOTHING -> new FiringRow(firing, new Chip("Nothing to do", "idle", "skip"));
                case REFUSED -> new FiringRow(firing, new Chip("Refused", "warn", "shield"));
                case FAILED -> new FiringRow(firing, new Chip("Failed", "fail", "x"));
                case MISSED -> new FiringRow(firing, new Chip("Missed", "warn", "clock"));
            };
        }
    }

    /**
     * One fleet with its webhook.
     *
     * @param secret null: there is none, so nothing is taken
     * @param turned null: nothing was turned away
     * @param snippet what belongs into the fleet document, when it has no rule yet
     */
    record One(
            String fleet,
            List<String> fleets,
            String address,
            @Nullable Known secret,
            List<String> rules,
            List<Row> rows,
            List<FiringRow> firings,
            @Nullable TurnedAway turned,
            String snippet,
            String token) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance none();

        static native TemplateInstance webhook(One page);

        static native TemplateInstance made(String fleet, String address, String secret);

        static native TemplateInstance remove(String fleet, String token);
    }

    @GET
    @Needs(Act.COME_IN)
    public Response page(@QueryParam("fleet") @Nullable String asked, @Context UriInfo uri) throws JournalUnavailable {
        var own = fleets.list().stream()
                .map(Fleet::name)
                .filter(name -> visitor.present().may(Act.CONFIGURE, name))
                .toList();
        if (own.isEmpty()) {
            return Response.ok(Templates.none().render()).build();
        }
        var fleet = asked == null || asked.isBlank() ? own.getFirst() : asked;
        if (!own.contains(fleet)) {
            return Refusal.notFound("fleet " + fleet + " whose settings you may see", HERE);
        }
        return Response.ok(Templates.webhook(one(fleet, own, uri)).render()).build();
    }

    private One one(String fleet, List<String> own, UriInfo uri) throws JournalUnavailable {
        return new One(
                fleet,
                own,
                address(fleet, uri),
                secrets.known(fleet).orElse(null),
                rules(fleets.triggers(fleet)),
                deliveries.newestFirst(fleet, null, SHOWN).stream().map(Row::of).toList(),
                schedules.newestFirst(fleet, SHOWN).stream().map(FiringRow::of).toList(),
                deliveries.turnedAway(fleet).orElse(null),
                """
                triggers:
                  github:
                    - on: workflow_run
                      repository: acme/shop
                      branch: main
                      workflow: build.yml
                      release: {from: workflow-artifact, artifact: shop}
                """,
                visitor.token());
    }

    private static List<String> rules(Triggers triggers) {
        return Stream.concat(
                        triggers.github().stream().map(GithubRule::told),
                        triggers.schedules().stream().map(rule -> "the newest release, by the clock: " + rule.name()))
                .toList();
    }

    private String address(String fleet, UriInfo uri) {
        return url.to("/hooks/github/" + fleet, uri.getBaseUri());
    }

    @POST
    @Path("{fleet}/secret")
    @Needs(Act.SECRETS)
    public Response secret(@PathParam("fleet") String fleet, @RestForm @Nullable String token, @Context UriInfo uri)
            throws JournalUnavailable {
        var refused = refused(fleet, token);
        if (refused != null) {
            return refused;
        }
        var secret = secrets.fresh();
        secrets.put(fleet, secret, visitor.name());
        return Response.ok(Templates.made(fleet, address(fleet, uri), secret.reveal())
                        .render())
                .build();
    }

    @GET
    @Path("{fleet}/secret/remove")
    @Needs(Act.SECRETS)
    public Response ask(@PathParam("fleet") String fleet) throws JournalUnavailable {
        return secrets.known(fleet).isEmpty()
                ? Refusal.notFound("webhook secret of fleet " + fleet, HERE)
                : Response.ok(Templates.remove(fleet, visitor.token()).render()).build();
    }

    @POST
    @Path("{fleet}/secret/remove")
    @Needs(Act.SECRETS)
    public Response remove(@PathParam("fleet") String fleet, @RestForm @Nullable String token)
            throws JournalUnavailable {
        var refused = refused(fleet, token);
        if (refused != null) {
            return refused;
        }
        secrets.remove(fleet, visitor.name());
        return Response.seeOther(URI.create(back(fleet))).build();
    }

    @POST
    @Path("{fleet}/deliveries/{id}/redeliver")
    @Needs(Act.CONFIGURE)
    public Response again(@PathParam("fleet") String fleet, @PathParam("id") long id, @RestForm @Nullable String token)
            throws JournalUnavailable {
        var refused = refused(fleet, token);
        if (refused != null) {
            return refused;
        }
        return switch (deliveries.again(fleet, id, visitor.name())) {
            case Deliveries.Again.Yes _ ->
                Response.seeOther(URI.create(back(fleet))).build();
            case Deliveries.Again.Unknown _ -> Refusal.notFound("delivery " + id, back(fleet));
            case Deliveries.Again.No(String detail) ->
                Refusal.of(409, "It is not looked at again", detail + ".", back(fleet));
        };
    }

    private @Nullable Response refused(String fleet, @Nullable String token) {
        if (fleets.find(fleet).isEmpty()) {
            return Refusal.notFound("fleet " + fleet, HERE);
        }
        return guard.knows(token) ? null : Refusal.badForm(back(fleet));
    }

    private static String back(String fleet) {
        return HERE + "?fleet=" + fleet;
    }
}
