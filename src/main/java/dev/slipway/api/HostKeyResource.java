package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.HostKeys;
import dev.slipway.fleet.Mistake;
import dev.slipway.fleet.Node;
import dev.slipway.node.NodeException;
import dev.slipway.node.Nodes;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person accepts the host key of a node by its fingerprint. */
@Path("/api/v1/fleets/{fleet}/nodes/{node}/host-key")
@Produces(MediaType.APPLICATION_JSON)
public class HostKeyResource {
    private final Fleets fleets;
    private final Instance<Nodes> nodes;
    private final Caller caller;

    HostKeyResource(Fleets fleets, Instance<Nodes> nodes, Caller caller) {
        this.fleets = fleets;
        this.nodes = nodes;
        this.caller = caller;
    }

    /** What is accepted. */
    public record Accept(@Nullable String fingerprint) {}

    /** What is pinned now. */
    public record Accepted(String node, String hostKey, String fingerprint) {}

    /** Pins the key that the node shows, if it has this fingerprint. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Act.OPERATE)
    public Accepted accept(String fleet, String node, @Nullable Accept body) throws InterruptedException {
        Node server = FleetResource.node(fleets, fleet, node);
        String expected = body == null ? null : body.fingerprint();
        if (expected == null || !expected.startsWith("SHA256:")) {
            throw Problem.mistakes(List.of(new Mistake(
                            0, "fingerprint", "must be SHA256:…, as ssh-keygen -lf shows it on the server")))
                    .raised();
        }
        String key = shown(server);
        String fingerprint = HostKeys.fingerprint(key);
        if (!fingerprint.equals(expected)) {
            throw Problem.conflict("The node " + node + " shows another key: " + fingerprint
                            + ". Compare it on the server itself before you accept it.")
                    .raised();
        }
        fleets.acceptHostKey(fleet, node, key, caller.name());
        return new Accepted(node, key, fingerprint);
    }

    private String shown(Node server) throws InterruptedException {
        try {
            return nodes.get().hostKey(server);
        } catch (NodeException e) {
            throw Problem.of(e).raised();
        }
    }
}
