package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.api.FleetView.HoldView;
import dev.slipway.engine.Holds;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Hold;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Freezes a fleet, and lifts that. */
@Path("/api/v1/fleets/{fleet}/hold")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Fleets")
class HoldResource {
    private final Holds holds;
    private final Fleets fleets;
    private final Caller caller;

    HoldResource(Holds holds, Fleets fleets, Caller caller) {
        this.holds = holds;
        this.fleets = fleets;
        this.caller = caller;
    }

    @PUT
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Freeze: reason, and until or for; with automatic: true only what no person asks for waits")
    @Needs(Act.OPERATE)
    public Response put(@PathParam("fleet") String fleet, InputStream body) throws JournalUnavailable {
        FleetResource.find(fleets, fleet);
        var fields = Bodies.fields(body, "reason", "until", "for", "automatic");
        var reason = fields.text("reason");
        if (reason == null) {
            fields.wrong("reason", "is missing; say why, for whoever is stopped by it");
        }
        var until = fields.moment("until");
        var length = length(fields);
        if (fields.text("until") != null && fields.text("for") != null) {
            fields.wrong("for", "says the same as until; send one of them");
        }
        var what = automatic(fields) ? Hold.What.AUTOMATIC : Hold.What.ALL;
        fields.check();
        var wish = new Holds.Wish(fleet, what, caller.name(), reason == null ? "" : reason, until, length);
        return switch (holds.put(wish)) {
            case Holds.Put.Held(Hold hold) -> Response.ok(HoldView.of(hold)).build();
            case Holds.Put.UnknownFleet _ ->
                Problem.notFound("There is no fleet " + fleet + ".").response();
            case Holds.Put.WrongEnd(String detail) ->
                Problem.field(fields.has("for") ? "for" : "until", detail + ".").response();
        };
    }

    @DELETE
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Lift the freeze; with automatic=true, what holds automatic deployments")
    @Needs(Act.OPERATE)
    public Response lift(
            @PathParam("fleet") String fleet, @QueryParam("automatic") @Nullable String automatic, InputStream body)
            throws JournalUnavailable {
        FleetResource.find(fleets, fleet);
        var fields = Bodies.fields(body, "reason", "automatic");
        var reason = fields.text("reason");
        var what = automatic(fields) || "true".equals(automatic) ? Hold.What.AUTOMATIC : Hold.What.ALL;
        fields.check();
        holds.lift(fleet, what, caller.name(), reason);
        return Response.noContent().build();
    }

    private static boolean automatic(Fields fields) {
        return fields.flag("automatic");
    }

    private static @Nullable Duration length(Fields fields) {
        var text = fields.text("for");
        var length = text == null ? null : Hold.length(text).orElse(null);
        if (text != null && length == null) {
            fields.wrong("for", "must be a length such as 30m or 4h");
        }
        return length;
    }
}
