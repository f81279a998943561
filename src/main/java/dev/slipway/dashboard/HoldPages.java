package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.engine.Holds;
import dev.slipway.fleet.Hold;
import dev.slipway.history.History;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The forms by which a fleet is frozen and let go; they stand on the fleet's page. */
@Page
@Path("/fleets/{fleet}/hold")
@Produces(MediaType.TEXT_HTML)
class HoldPages {
    private static final int LONGEST_REASON = 500;

    private final History history;
    private final Holds holds;
    private final FormGuard guard;
    private final Visitor visitor;

    HoldPages(History history, Holds holds, FormGuard guard, Visitor visitor) {
        this.history = history;
        this.holds = holds;
        this.guard = guard;
        this.visitor = visitor;
    }

    @POST
    @Needs(Act.OPERATE)
    public Response hold(
            @PathParam("fleet") String fleet,
            @RestForm @Nullable String token,
            @RestForm @Nullable String reason,
            @RestForm @Nullable String length)
            throws JournalUnavailable {
        var refused = refused(fleet, token);
        if (refused != null) {
            return refused;
        }
        var why = given(reason);
        if (why == null || why.length() > LONGEST_REASON) {
            return Refusal.incomplete("Say why, in a few words: whoever is stopped by it reads them.", back(fleet));
        }
        var word = given(length);
        Duration time = word == null ? null : Hold.length(word).orElse(null);
        if (word != null && time == null) {
            return Refusal.incomplete("Choose how long it lasts.", back(fleet));
        }
        var wish = new Holds.Wish(fleet, Hold.What.ALL, visitor.name(), why, null, time);
        return switch (holds.put(wish)) {
            case Holds.Put.Held _ -> Response.seeOther(URI.create(back(fleet))).build();
            case Holds.Put.UnknownFleet _ -> Refusal.notFound("fleet " + fleet, "/");
            case Holds.Put.WrongEnd(String detail) -> Refusal.incomplete(detail + ".", back(fleet));
        };
    }

    @POST
    @Path("lift")
    @Needs(Act.OPERATE)
    public Response lift(
            @PathParam("fleet") String fleet, @RestForm @Nullable String token, @RestForm @Nullable String automatic)
            throws JournalUnavailable {
        var refused = refused(fleet, token);
        if (refused != null) {
            return refused;
        }
        var what = "true".equals(automatic) ? Hold.What.AUTOMATIC : Hold.What.ALL;
        holds.lift(fleet, what, visitor.name(), null);
        return Response.seeOther(URI.create(back(fleet))).build();
    }

    private @Nullable Response refused(String fleet, @Nullable String token) {
        if (history.fleet(fleet).isEmpty()) {
            return Refusal.notFound("fleet " + fleet, "/");
        }
        return guard.knows(token) ? null : Refusal.badForm(back(fleet));
    }

    private static String back(String fleet) {
        return "/fleets/" + fleet;
    }
}
