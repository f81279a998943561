package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.engine.ByHand;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The forms by which a server is taken out of rotation and put back; they stand on the server's page. */
@Page
@Path("/fleets/{fleet}/servers/{server}")
@Produces(MediaType.TEXT_HTML)
class NodeHandPages {
    private final ByHand byHand;
    private final FormGuard guard;
    private final Visitor visitor;

    NodeHandPages(ByHand byHand, FormGuard guard, Visitor visitor) {
        this.byHand = byHand;
        this.guard = guard;
        this.visitor = visitor;
    }

    @POST
    @Path("out")
    @Needs(Act.OPERATE)
    public Response out(
            @PathParam("fleet") String fleet,
            @PathParam("server") String server,
            @RestForm @Nullable String token,
            @RestForm @Nullable String reason,
            @RestForm @Nullable String force)
            throws JournalUnavailable, InterruptedException {
        if (!guard.knows(token)) {
            return Refusal.badForm(back(server));
        }
        var why = given(reason);
        if (why == null) {
            return Refusal.incomplete("Say why: whoever finds the server out reads it.", back(server));
        }
        var wish = new ByHand.Wish(fleet, server, visitor.name(), why, "yes".equals(force));
        return answer(byHand.out(wish), server);
    }

    @POST
    @Path("in")
    @Needs(Act.OPERATE)
    public Response in(
            @PathParam("fleet") String fleet,
            @PathParam("server") String server,
            @RestForm @Nullable String token,
            @RestForm @Nullable String reason)
            throws JournalUnavailable, InterruptedException {
        return guard.knows(token)
                ? answer(byHand.in(new ByHand.Wish(fleet, server, visitor.name(), given(reason), false)), server)
                : Refusal.badForm(back(server));
    }

    private static Response answer(ByHand.Asked asked, String server) {
        return switch (asked) {
            case ByHand.Asked.Accepted(long number) ->
                Response.seeOther(URI.create("/deployments/" + number)).build();
            case ByHand.Asked.Unknown _ -> Refusal.notFound("server " + server, "/servers");
            case ByHand.Asked.NotNow(String detail) ->
                Refusal.of(new ActionRefused("Not now", detail + "."), back(server));
        };
    }

    private static String back(String server) {
        return "/servers/" + server;
    }
}
