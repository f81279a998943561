package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;
import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.engine.Drifts;
import dev.slipway.engine.Drifts.Settled;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The two answers to what differs at a balancer; their forms stand on the balancer's page, below the difference. */
@Page
@Path("/fleets/{fleet}/balancers/{balancer}")
@Produces(MediaType.TEXT_HTML)
class DriftPages {
    private final Drifts drifts;
    private final FormGuard guard;
    private final Visitor visitor;

    DriftPages(Drifts drifts, FormGuard guard, Visitor visitor) {
        this.drifts = drifts;
        this.guard = guard;
        this.visitor = visitor;
    }

    @POST
    @Path("make-it-so")
    @Needs(Act.OPERATE)
    public Response makeItSo(
            @PathParam("fleet") String fleet,
            @PathParam("balancer") String balancer,
            @RestForm @Nullable String token,
            @RestForm @Nullable String seen)
            throws JournalUnavailable, InterruptedException {
        return guard.knows(token)
                ? answer(drifts.makeItSo(wish(fleet, balancer, seen, null)), balancer)
                : Refusal.badForm(back(balancer));
    }

    @POST
    @Path("accept")
    @Needs(Act.OPERATE)
    public Response accept(
            @PathParam("fleet") String fleet,
            @PathParam("balancer") String balancer,
            @RestForm @Nullable String token,
            @RestForm @Nullable String seen,
            @RestForm @Nullable String reason)
            throws JournalUnavailable, InterruptedException {
        return guard.knows(token)
                ? answer(drifts.accept(wish(fleet, balancer, seen, given(reason))), balancer)
                : Refusal.badForm(back(balancer));
    }

    private Drifts.Wish wish(String fleet, String balancer, @Nullable String seen, @Nullable String reason) {
        return new Drifts.Wish(fleet, balancer, text(seen), visitor.name(), reason);
    }

    private static Response answer(Settled settled, String balancer) {
        return switch (settled) {
            case Settled.Begun(List<Long> numbers) ->
                see(numbers.isEmpty() ? back(balancer) : "/deployments/" + numbers.getFirst());
            case Settled.Accepted _ -> see(back(balancer));
            case Settled.Unknown _ -> Refusal.notFound("balancer " + balancer, "/balancers");
            case Settled.NotNow(String detail) ->
                Refusal.of(new ActionRefused("Not now", detail + "."), back(balancer));
        };
    }

    private static Response see(String path) {
        return Response.seeOther(URI.create(path)).build();
    }

    private static String back(String balancer) {
        return "/balancers/" + balancer;
    }
}
