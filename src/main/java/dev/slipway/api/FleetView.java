package dev.slipway.api;

import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.HostKeys;
import dev.slipway.fleet.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fleet as the API shows it. */
public record FleetView(String name, String application, String environment, List<NodeView> nodes) {
    static FleetView of(Fleet fleet) {
        return new FleetView(
                fleet.name(),
                fleet.application(),
                fleet.environment(),
                fleet.nodes().stream().map(NodeView::of).toList());
    }

    /**
     * A node as the API shows it.
     *
     * @param hostKey the fingerprint of the pinned key; null until a person accepted one
     */
    public record NodeView(
            String name,
            String host,
            int port,
            @Nullable String hostKey,
            Map<String, String> labels,
            Map<String, String> members) {
        static NodeView of(Node node) {
            String key = node.hostKey();
            return new NodeView(
                    node.name(),
                    node.host(),
                    node.port(),
                    key == null ? null : HostKeys.fingerprint(key),
                    node.labels(),
                    node.members());
        }
    }
}
