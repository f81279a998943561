package dev.slipway.engine;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Balancers;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.engine.step.Crew;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Environments;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.HealthCheck;
import dev.slipway.fleet.Installation;
import dev.slipway.fleet.Node;
import dev.slipway.health.Health;
import dev.slipway.health.MaskedHealth;
import dev.slipway.node.Fence;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks whether a drained node could serve; asks only, and changes nothing. */
@ApplicationScoped
class Fitness {
    private static final Duration ONE_PROBE = Duration.ofSeconds(5);

    private final Nodes nodes;
    private final Balancers balancers;
    private final Health health;
    private final Crew crew;
    private final Environments environments;
    private final Installation installation;

    Fitness(
            Nodes nodes,
            Balancers balancers,
            Health health,
            Crew crew,
            Environments environments,
            Installation installation) {
        this.nodes = nodes;
        this.balancers = balancers;
        this.health = health;
        this.crew = crew;
        this.environments = environments;
        this.installation = installation;
    }

    /** What was found. */
    sealed interface Verdict {
        /** Its link and its health prove the release. */
        record Fit() implements Verdict {}

        /** It is in service already. */
        record Back(String said) implements Verdict {}

        /**
         * It is not, or it cannot be proved.
         *
         * @param late whether it answers, and is on another release
         */
        record Unfit(String why, boolean late) implements Verdict {
            Unfit(String why) {
                this(why, false);
            }
        }
    }

    /** What a late node shows. */
    sealed interface Seen {
        /** It answers; its link points there. */
        record Reached(@Nullable String current) implements Seen {}

        /** It does not, or not to us. */
        record Silent(String why) implements Seen {}
    }

    /** Which release the node's link points to. */
    Seen see(Fleet fleet, Node node) throws InterruptedException {
        try (var connection = nodes.connect(node, onlyLooks(fleet))) {
            return new Seen.Reached(connection.look(List.of()).current());
        } catch (NodeException e) {
            return new Seen.Silent(e.failure().answered());
        }
    }

    /** Whether any of its balancers sends it requests, or would as soon as its check passes. */
    boolean mayServe(Fleet fleet, Node node) throws BalancerException, InterruptedException {
        for (var spec : fleet.balancersOf(node)) {
            var rotation = rotation(spec, node);
            if (rotation == Rotation.IN || rotation == Rotation.FAILING) {
                return true;
            }
        }
        return false;
    }

    /** An epoch that no node accepts: such a connection may look, and nothing else. */
    private Fence onlyLooks(Fleet fleet) {
        return new Fence(installation.id(), fleet.name(), 0, "look");
    }

    Verdict of(Fleet fleet, String name, String live) throws InterruptedException {
        var found = fleet.node(name);
        if (found.isEmpty()) {
            return new Verdict.Unfit("it is not in the fleet document any more");
        }
        var node = found.get();
        var check = fleet.health();
        try {
            if (serves(fleet, node)) {
                return new Verdict.Back("its balancers say that it is in service");
            }
            if (check == null) {
                return new Verdict.Unfit("the fleet has no health check, so nothing can prove it");
            }
            try (var connection = nodes.connect(node, onlyLooks(fleet))) {
                return proof(new MaskedHealth(health, environments.mask(fleet.name())), check, node, connection, live);
            }
        } catch (NodeException | BalancerException e) {
            return new Verdict.Unfit(String.valueOf(e.getMessage()));
        }
    }

    private Verdict proof(Health masked, HealthCheck check, Node node, NodeConnection connection, String live)
            throws NodeException, InterruptedException {
        var current = connection.look(List.of()).current();
        if (!live.equals(current)) {
            return new Verdict.Unfit("it is on " + current + ", and " + live + " is live", true);
        }
        for (var passes = 0; passes < check.consecutive(); passes++) {
            var said = masked.probe(check, node, connection, live, ONE_PROBE);
            if (!said.passed()) {
                return new Verdict.Unfit(said.said());
            }
            crew.pause(check.interval());
        }
        return new Verdict.Fit();
    }

    private boolean serves(Fleet fleet, Node node) throws BalancerException, InterruptedException {
        for (var spec : fleet.balancersOf(node)) {
            if (rotation(spec, node) != Rotation.IN) {
                return false;
            }
        }
        return true;
    }

    /** What the balancer says of the node now. */
    private Rotation rotation(BalancerSpec spec, Node node) throws BalancerException, InterruptedException {
        var member = Objects.requireNonNull(node.members().get(spec.name()));
        return balancers
                .open(spec)
                .pool()
                .member(member)
                .map(MemberView::rotation)
                .orElse(Rotation.UNKNOWN);
    }
}
