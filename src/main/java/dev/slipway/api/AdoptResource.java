package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.audit.Audit;
import dev.slipway.engine.Epochs;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Installation;
import dev.slipway.node.Fence;
import dev.slipway.node.NodeException;
import dev.slipway.node.Nodes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** A person takes over a node that another installation of Slipway drove last. */
@Path("/api/v1/fleets/{fleet}/nodes/{node}/adopt")
@Produces(MediaType.APPLICATION_JSON)
public class AdoptResource {
    private final Fleets fleets;
    private final Nodes nodes;
    private final Installation installation;
    private final Epochs epochs;
    private final Audit audit;
    private final Caller caller;

    AdoptResource(Fleets fleets, Nodes nodes, Installation installation, Epochs epochs, Audit audit, Caller caller) {
        this.fleets = fleets;
        this.nodes = nodes;
        this.installation = installation;
        this.epochs = epochs;
        this.audit = audit;
        this.caller = caller;
    }

    /** Whose node it is now. */
    public record Adopted(String node, String installation) {}

    /** Takes it over; the other installation is refused from then on. */
    @POST
    @Needs(Act.OPERATE)
    public Adopted adopt(String fleet, String node) throws InterruptedException {
        var server = FleetResource.node(fleets, fleet, node);
        // Adopting is no act of a deployment: it presents no epoch, and the next owner brings its own.
        try (var connection = nodes.connect(server, new Fence(installation.id(), fleet, 0, "person"))) {
            // A database that was restored from a backup knows only lower epochs than the node has seen.
            epochs.atLeast(fleet, connection.adopt());
        } catch (NodeException e) {
            throw Problem.of(e).raised();
        }
        audit.record(caller.name(), "node.adopt", "fleet:" + fleet + "/" + node, installation.id());
        return new Adopted(node, installation.id());
    }
}
