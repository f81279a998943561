package dev.slipway.dashboard;

import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.fleet.FoundServers;
import dev.slipway.fleet.Windows.State;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page of one fleet shows.
 *
 * @param running the deployment under way
 * @param chosen version that the form selects; empty: the newest
 * @param sources where servers are looked up
 * @param hand what the visitor may do
 */
record FleetPage(
        FleetView fleet,
        List<Server> servers,
        @Nullable DeploymentView running,
        List<ReleaseChoice> releases,
        String chosen,
        List<FoundServers.Standing> sources,
        Hand hand) {

    /** One server with its place in words. */
    record Server(FleetView.Node node, Chip place) {
        static Server of(FleetView.Node node) {
            return new Server(node, Chip.ofRotation(node.rotation()));
        }

        /** Whether the process answered with another release than the link names. */
        public boolean mixed() {
            return node.release() != null
                    && node.runningRelease() != null
                    && !node.release().equals(node.runningRelease());
        }
    }

    static List<Server> servers(FleetView fleet) {
        return fleet.nodes().stream().map(Server::of).toList();
    }

    public Hull hull() {
        return running == null ? Hull.of(fleet) : Hull.of(running);
    }

    public int inRotation() {
        return (int) fleet.nodes().stream()
                .filter(node -> node.rotation().equals("in"))
                .count();
    }

    /** State of the fleet as a whole. */
    public Chip chip() {
        if (running != null) {
            return Chip.ofDeployment(running.status());
        }
        if (fleet.release() == null) {
            return new Chip("Nothing deployed yet", "idle", "dot");
        }
        if (fleet.nodes().stream().anyMatch(node -> node.problem() != null)) {
            return new Chip("Needs attention", "warn", "alert");
        }
        if (fleet.hold() != null) {
            return new Chip("On hold", "hold", "pause");
        }
        if (frozen()) {
            return new Chip("Frozen", "hold", "pause");
        }
        return inRotation() == fleet.nodes().size()
                ? new Chip("In service", "ok", "check")
                : new Chip("Degraded", "warn", "alert");
    }

    /** Whether the calendar freezes it now. */
    public boolean frozen() {
        return fleet.window() != null && fleet.window().state() == State.FROZEN;
    }

    /** Whether nothing new is taken now. */
    public boolean stopped() {
        return fleet.hold() != null || frozen();
    }

    /** Notes of the live release; null when it has none. */
    public @Nullable String notes() {
        return releases.stream()
                .filter(release -> release.version().equals(fleet.release()))
                .findFirst()
                .map(release -> release.notes())
                .orElse(null);
    }

    public String waves() {
        return fleet.wave() == 1 ? "one at a time" : fleet.wave() + " at a time";
    }

    public boolean live() {
        return running != null;
    }
}
