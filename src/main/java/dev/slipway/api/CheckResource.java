package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.doctor.ConnectionCheck;
import dev.slipway.doctor.NodeReport;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Mistake;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.pipeline.Pipelines;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Checks a fleet's connections over HTTP. */
@Path("/api/v1/fleets/{fleet}/check")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Fleets")
class CheckResource {
    private final ConnectionCheck check;
    private final Fleets fleets;
    private final Pipelines pipelines;
    private final PublicUrl url;

    CheckResource(ConnectionCheck check, Fleets fleets, Pipelines pipelines, PublicUrl url) {
        this.check = check;
        this.fleets = fleets;
        this.pipelines = pipelines;
        this.url = url;
    }

    /** What was found. */
    record Report(String fleet, boolean ok, List<NodeReport> nodes) {}

    @POST
    @Consumes(MediaType.WILDCARD)
    @RunOnVirtualThread
    @Operation(summary = "Look at every node and balancer; each finding with the line that mends it")
    @Needs(Act.CHECK)
    public Response check(@PathParam("fleet") String name, @Context UriInfo uri) throws InterruptedException {
        var found = fleets.find(name);
        if (found.isEmpty()) {
            return Problem.of(
                            404,
                            "unknown-fleet",
                            "No such fleet",
                            "There is no fleet " + name + "; GET /api/v1/fleets lists all.")
                    .response();
        }
        var fleet = found.get();
        var pipeline = pipelines.of(fleet.pipeline());
        if (pipeline.isEmpty()) {
            return Problem.of(
                            409,
                            "no-pipeline",
                            "The fleet's pipeline is gone",
                            "Store it again with PUT /api/v1/pipelines, or give the fleet another one.")
                    .withMistakes(List.of(new Mistake(0, "pipeline", "does not exist any more")))
                    .response();
        }
        var nodes = check.check(new ConnectionCheck.Wanted(
                fleet, pipeline.get().tools(), pipeline.get().commands(), url.base(uri.getBaseUri())));
        return Response.ok(new Report(name, nodes.stream().allMatch(NodeReport::ok), nodes))
                .build();
    }
}
