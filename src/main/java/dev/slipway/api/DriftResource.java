package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.engine.Drift;
import dev.slipway.engine.Drifts;
import dev.slipway.engine.Drifts.Settled;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What differs at a balancer from what Slipway left; a person makes it so again, or agrees to it. */
@Path("/api/v1/fleets/{fleet}/balancers/{balancer}/drift")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Balancers")
class DriftResource {
    private final Drifts drifts;
    private final Caller caller;

    DriftResource(Drifts drifts, Caller caller) {
        this.drifts = drifts;
        this.caller = caller;
    }

    /**
     * One member that differs.
     *
     * @param is {@code out}, {@code in} or {@code weighs-otherwise}
     */
    record Member(
            String node,
            String member,
            String is,
            int weight,
            @Nullable Integer leftWeight) {
        static Member of(Drift.Difference difference) {
            var is =
                    switch (difference.way()) {
                        case IS_OUT -> "out";
                        case IS_IN -> "in";
                        case WEIGHS_OTHERWISE -> "weighs-otherwise";
                    };
            return new Member(difference.node(), difference.member(), is, difference.weight(), difference.leftWeight());
        }
    }

    /**
     * What differs.
     *
     * @param seen to be sent back with a decision
     */
    record Seen(String seen, List<Member> members) {
        static Seen of(Drift drift) {
            return new Seen(
                    drift.seen(), drift.differences().stream().map(Member::of).toList());
        }
    }

    @GET
    @Operation(summary = "What differs now")
    @Needs(Act.VIEW)
    public Response look(@PathParam("fleet") String fleet, @PathParam("balancer") String balancer)
            throws JournalUnavailable, InterruptedException {
        return answer(drifts.look(fleet, balancer));
    }

    @POST
    @Path("make-it-so")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Bring the members back to what Slipway left; seen comes from GET")
    @Needs(Act.OPERATE)
    public Response makeItSo(@PathParam("fleet") String fleet, @PathParam("balancer") String balancer, InputStream body)
            throws JournalUnavailable, InterruptedException {
        return answer(drifts.makeItSo(wish(fleet, balancer, body)));
    }

    @POST
    @Path("accept")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Expect from now on what is; seen comes from GET")
    @Needs(Act.OPERATE)
    public Response accept(@PathParam("fleet") String fleet, @PathParam("balancer") String balancer, InputStream body)
            throws JournalUnavailable, InterruptedException {
        return answer(drifts.accept(wish(fleet, balancer, body)));
    }

    private Drifts.Wish wish(String fleet, String balancer, InputStream body) {
        var fields = Bodies.fields(body, "seen", "reason");
        var seen = fields.text("seen");
        if (seen == null) {
            fields.wrong("seen", "is missing; GET …/drift tells it");
        }
        var reason = fields.text("reason");
        fields.check();
        return new Drifts.Wish(fleet, balancer, seen == null ? "" : seen, caller.name(), reason);
    }

    private static Response answer(Settled settled) {
        return switch (settled) {
            case Settled.Accepted(Drift drift) -> Response.ok(Seen.of(drift)).build();
            case Settled.Begun(List<Long> numbers) ->
                Response.accepted(Map.of("deployments", numbers)).build();
            case Settled.Unknown(String detail) ->
                Problem.notFound(detail + ".").response();
            case Settled.NotNow(String detail) -> Problem.conflict(detail + ".").response();
        };
    }
}
