package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.secret.Secret;
import dev.slipway.trigger.Deliveries;
import dev.slipway.trigger.Delivery;
import dev.slipway.trigger.WebhookSecrets;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The webhook secret of a fleet, and what GitHub delivered to it. */
@Path("/api/v1/fleets/{fleet}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
class WebhookResource {
    private final Deliveries deliveries;
    private final WebhookSecrets secrets;
    private final Fleets fleets;
    private final PublicUrl url;
    private final Caller caller;

    WebhookResource(Deliveries deliveries, WebhookSecrets secrets, Fleets fleets, PublicUrl url, Caller caller) {
        this.deliveries = deliveries;
        this.secrets = secrets;
        this.fleets = fleets;
        this.url = url;
        this.caller = caller;
    }

    /**
     * What GitHub must be told.
     *
     * @param secret only when Slipway made it, and only now
     * @param earlierUntil until when the secret before is valid too
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Made(
            String url, @Nullable String secret, @Nullable Instant earlierUntil) {}

    /** A delivery as JSON. */
    record Shown(
            long id,
            String delivery,
            String event,
            @Nullable String action,
            Instant at,
            String state,
            String verdict,
            @Nullable Long deployment) {
        static Shown of(Delivery d) {
            return new Shown(
                    d.id(), d.guid(), d.event(), d.action(), d.at(), d.state().word(), d.verdict(), d.deployment());
        }
    }

    @PUT
    @Path("webhook-secret")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Set the secret that GitHub signs with; {} has one made, which is shown once",
            description =
                    "The body is the secret itself, or {\"secret\": \"…\"}. The one before stays valid for 24 hours.")
    @Needs(Act.SECRETS)
    public Response put(@PathParam("fleet") String fleet, InputStream body, @Context UriInfo uri)
            throws JournalUnavailable {
        FleetResource.find(fleets, fleet);
        var given = given(body);
        var secret = given == null ? secrets.fresh() : Secret.of(given);
        var objection = WebhookSecrets.objection(secret);
        if (objection.isPresent()) {
            return Problem.field("secret", "secret " + objection.get() + ".").response();
        }
        var known = secrets.put(fleet, secret, caller.name());
        return Response.ok(new Made(
                        url.to("/hooks/github/" + fleet, uri.getBaseUri()),
                        given == null ? secret.reveal() : null,
                        known.earlierUntil()))
                .header("Cache-Control", "no-store")
                .build();
    }

    /** Null: one is to be made. */
    private static @Nullable String given(InputStream body) {
        var text = Bodies.text(body).strip();
        if (!text.isEmpty() && !text.startsWith("{")) {
            return text;
        }
        var fields = Bodies.fields(text, "secret");
        var secret = fields.text("secret");
        fields.check();
        return secret;
    }

    @DELETE
    @Path("webhook-secret")
    @Operation(summary = "Remove the secret; from then on no message is taken")
    @Needs(Act.SECRETS)
    public Response remove(@PathParam("fleet") String fleet) throws JournalUnavailable {
        FleetResource.find(fleets, fleet);
        secrets.remove(fleet, caller.name());
        return Response.noContent().build();
    }

    @GET
    @Path("deliveries")
    @Operation(summary = "What GitHub delivered, newest first, with what came of it")
    @Needs(Act.CONFIGURE)
    public Response list(
            @PathParam("fleet") String fleet,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @Nullable String limit,
            @Context UriInfo uri)
            throws JournalUnavailable {
        FleetResource.find(fleets, fleet);
        var most = Queries.limit(limit);
        var page = deliveries.newestFirst(fleet, Queries.number("before", before), most).stream()
                .map(Shown::of)
                .toList();
        return Pages.answer(
                page, most, page.isEmpty() ? "" : Long.toString(page.getLast().id()), uri);
    }

    @GET
    @Path("deliveries/{id}")
    @Operation(summary = "One delivery with what came of it")
    @Needs(Act.CONFIGURE)
    public Shown get(@PathParam("fleet") String fleet, @PathParam("id") long id) throws JournalUnavailable {
        return deliveries.find(fleet, id).map(Shown::of).orElseThrow(() -> unknown(id)
                .raised());
    }

    @GET
    @Path("deliveries/{id}/payload")
    @Operation(summary = "What GitHub sent")
    @Needs(Act.CONFIGURE)
    public Response payload(@PathParam("fleet") String fleet, @PathParam("id") long id) throws JournalUnavailable {
        return Response.ok(deliveries.payload(fleet, id).orElseThrow(() -> unknown(id)
                        .raised()))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }

    @POST
    @Path("deliveries/{id}/redeliver")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Have a delivery looked at again, with the fleet's rules as they are now")
    @Needs(Act.CONFIGURE)
    public Response again(@PathParam("fleet") String fleet, @PathParam("id") long id) throws JournalUnavailable {
        return switch (deliveries.again(fleet, id, caller.name())) {
            case Deliveries.Again.Yes(Delivery delivery) ->
                Response.accepted(Shown.of(delivery)).build();
            case Deliveries.Again.Unknown _ -> unknown(id).response();
            case Deliveries.Again.No(String detail) ->
                Problem.conflict(detail + ".").response();
        };
    }

    private static Problem unknown(long id) {
        return Problem.notFound("There is no delivery " + id + " of this fleet; GET …/deliveries lists them.");
    }
}
