package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.discovery.Discoveries;
import dev.slipway.fleet.Discovered;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.FoundServers;
import dev.slipway.fleet.Node;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where a fleet's servers are looked up, and what was found there. */
@Path("/api/v1/fleets/{fleet}/discovery")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Fleets")
public class DiscoveryResource {
    private final Fleets fleets;
    private final FoundServers found;
    private final Discoveries discoveries;

    DiscoveryResource(Fleets fleets, FoundServers found, Discoveries discoveries) {
        this.fleets = fleets;
        this.found = found;
        this.discoveries = discoveries;
    }

    /**
     * One source.
     *
     * @param problem why nothing was taken over at the last look; null: nothing is wrong
     * @param leftOut servers that are no nodes, and why
     */
    public record Source(
            String source,
            @Nullable Instant lookedAt,
            @Nullable Instant answeredAt,
            @Nullable String problem,
            List<Found> nodes,
            List<String> leftOut) {}

    /** One node; {@code id}: as the source calls it. */
    public record Found(
            String name, @Nullable String id, String host, Map<String, String> members, boolean hostKeyKnown) {}

    /** How it stood at the last look. */
    @GET
    @Operation(summary = "Where servers are looked up, and what was found there")
    @Needs(Act.VIEW)
    public List<Source> shown(@PathParam("fleet") String fleet) {
        var keys = FleetResource.find(fleets, fleet);
        return found.standing(fleet).stream()
                .map(standing -> new Source(
                        standing.rule().source(),
                        standing.lookedAt(),
                        standing.answeredAt(),
                        standing.problem(),
                        standing.nodes().stream()
                                .map(node -> found(node, keys.node(node.name()).orElse(node)))
                                .toList(),
                        standing.leftOut()))
                .toList();
    }

    /** Asks all sources of the fleet, and answers with what there is then. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Look the fleet's servers up now")
    @Needs(Act.OPERATE)
    public List<Source> look(@PathParam("fleet") String fleet) throws InterruptedException {
        FleetResource.find(fleets, fleet);
        discoveries.look(fleet);
        return shown(fleet);
    }

    private static Found found(Node node, Node withKey) {
        Discovered by = node.discovered();
        return new Found(
                node.name(), by == null ? null : by.id(), node.host(), node.members(), withKey.hostKey() != null);
    }
}
