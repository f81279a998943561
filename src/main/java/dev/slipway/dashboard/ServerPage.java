package dev.slipway.dashboard;

import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.HostKeys;
import dev.slipway.fleet.Node;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One server.
 *
 * @param places one for each fleet that has a server of this name
 */
record ServerPage(String name, List<Place> places) {

    /**
     * The server in one fleet.
     *
     * @param known null: the fleet's document cannot be read, or names it no more
     * @param hand what the visitor may do
     */
    record Place(
            FleetView fleet,
            FleetPage.Server server,
            @Nullable Facts known,
            List<Visit> history,
            Hand hand) {
        /** Whether the visitor may take it out: it is behind a balancer, and nobody did so yet. */
        public boolean movable() {
            return hand.operates()
                    && known != null
                    && !known.members().isEmpty()
                    && server.node().takenOut() == null;
        }
    }

    /**
     * What the document says.
     *
     * @param fingerprint of the host key; null: none was accepted yet
     */
    record Facts(
            String address,
            String user,
            @Nullable String jump,
            String deployPath,
            @Nullable String fingerprint,
            Map<String, String> labels,
            Map<String, String> members) {
        static Facts of(Node node) {
            return new Facts(
                    node.host() + ", port " + node.port(),
                    node.user(),
                    node.jump(),
                    node.deployPath(),
                    node.hostKey() == null ? null : HostKeys.fingerprint(node.hostKey()),
                    new TreeMap<>(node.labels()),
                    new TreeMap<>(node.members()));
        }
    }

    /** What a deployment did to it. */
    record Visit(DeploymentView view, Chip chip, String state, String out) {
        static @Nullable Visit of(DeploymentView view, String server) {
            return view.nodes().stream()
                    .filter(node -> node.name().equals(server))
                    .findFirst()
                    .map(node -> new Visit(
                            view,
                            Chip.ofDeployment(view.status()),
                            node.problem() == null ? node.state() : node.state() + ": " + node.problem(),
                            node.outOfRotationSeconds() == null ? "–" : Words.span(node.outOfRotationSeconds())))
                    .orElse(null);
        }
    }

    static @Nullable Facts facts(@Nullable Fleet fleet, String server) {
        return fleet == null ? null : fleet.node(server).map(Facts::of).orElse(null);
    }
}
