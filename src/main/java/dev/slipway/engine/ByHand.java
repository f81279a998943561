package dev.slipway.engine;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Balancers;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Planner;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Node;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person takes nodes out of rotation and puts them back. Each such act is a deployment of its own kind, so it owns
 * the fleet's epoch, queues as others do, and is in the history. What is looked up here first only saves a person the
 * wait for an answer that is known already; the deployment looks again.
 */
@ApplicationScoped
public class ByHand {
    private final StoredCatalogue catalogue;
    private final Deployments deployments;
    private final Queue queue;
    private final Balancers balancers;

    ByHand(StoredCatalogue catalogue, Deployments deployments, Queue queue, Balancers balancers) {
        this.catalogue = catalogue;
        this.deployments = deployments;
        this.queue = queue;
        this.balancers = balancers;
    }

    /**
     * Whom it concerns, and who wants it.
     *
     * @param force take it out though too few then serve
     */
    public record Wish(
            String fleet, String node, String by, @Nullable String reason, boolean force) {}

    /** What came of asking. */
    public sealed interface Asked {
        /** It is queued, and begins at once if the fleet is free. */
        record Accepted(long number) implements Asked {}

        /** There is no such fleet, or no such node in it. */
        record Unknown(String detail) implements Asked {}

        /** It cannot be done as things stand, and why. */
        record NotNow(String detail) implements Asked {}
    }

    /** Takes the node out of rotation on every balancer: no new requests, and those in flight end by themselves. */
    public Asked out(Wish wish) throws JournalUnavailable, InterruptedException {
        var fleet = catalogue.fleet(wish.fleet());
        var node = fleet == null ? null : fleet.node(wish.node()).orElse(null);
        if (fleet == null || node == null) {
            return unknown(wish);
        }
        if (node.members().isEmpty()) {
            return new Asked.NotNow(node.name() + " is behind no balancer: there is nothing to take it out of");
        }
        var known = record(wish);
        if (known.takenOut() != null) {
            return new Asked.NotNow(
                    node.name() + " is out already, by " + known.takenOut().told());
        }
        // While something is under way the balancer says nothing about the time when its turn comes.
        var missing = wish.force() || deployments.underWay(wish.fleet()) ? null : shortfall(fleet, node);
        return missing != null ? new Asked.NotNow(missing) : ask(Kind.TAKE_OUT, wish);
    }

    /** Puts the node back, once it proved its health and the live release. */
    public Asked in(Wish wish) throws JournalUnavailable, InterruptedException {
        var fleet = catalogue.fleet(wish.fleet());
        var node = fleet == null ? null : fleet.node(wish.node()).orElse(null);
        if (fleet == null || node == null) {
            return unknown(wish);
        }
        if (node.members().isEmpty()) {
            return new Asked.NotNow(node.name() + " is behind no balancer: there is nothing to put it back into");
        }
        var known = record(wish);
        if (known.takenOut() == null && known.rotation() == NodeRecord.Rotation.IN && serves(fleet, node)) {
            return new Asked.NotNow(node.name() + " is in rotation already");
        }
        return ask(Kind.PUT_BACK, wish);
    }

    private NodeRecord record(Wish wish) throws JournalUnavailable {
        return queue.records(wish.fleet()).getOrDefault(wish.node(), NodeRecord.unseen(wish.node()));
    }

    private Asked ask(Kind kind, Wish wish) throws JournalUnavailable {
        return ask(kind, wish, List.of(wish.node()));
    }

    Asked ask(Kind kind, Wish wish, List<String> nodes) throws JournalUnavailable {
        var request = new Request(kind, wish.fleet(), null, wish.by(), wish.reason(), null).only(nodes, wish.force());
        return switch (deployments.request(request)) {
            case Requested.Accepted accepted -> new Asked.Accepted(accepted.number());
            case Requested.UnknownFleet unknown -> new Asked.Unknown(unknown.detail());
            case Requested.UnknownRelease _ ->
                new Asked.NotNow("Nothing is live in " + wish.fleet() + " yet; deploy a release first");
            case Requested.KeyReused reused -> new Asked.NotNow(reused.detail());
            case Requested.WrongTime wrong -> new Asked.NotNow(wrong.detail());
            case Requested.OnHold held -> new Asked.NotNow(held.detail());
        };
    }

    private static Asked unknown(Wish wish) {
        return new Asked.Unknown("There is no node " + wish.node() + " in a fleet " + wish.fleet());
    }

    /** What would be short without the node; null: nothing, or a balancer that does not answer now. */
    @Nullable String shortfall(Fleet fleet, Node node) throws InterruptedException {
        var floor = Planner.floor(Kind.TAKE_OUT, fleet);
        for (var spec : fleet.balancersOf(node)) {
            try {
                var pool = balancers.open(spec).pool();
                var serving = pool.member(String.valueOf(node.members().get(spec.name())))
                        .filter(member -> member.rotation() == Rotation.IN)
                        .isPresent();
                if (serving && pool.inService() - 1 < floor) {
                    return pool.inService() + " in service on " + spec.name() + ", and " + floor
                            + " must stay. Bring others back first, lower strategy.minInService, or take "
                            + node.name() + " out by force";
                }
            } catch (BalancerException _) {
                return null; // the deployment asks it with patience, and tells
            }
        }
        return null;
    }

    private boolean serves(Fleet fleet, Node node) throws InterruptedException {
        for (var spec : fleet.balancersOf(node)) {
            try {
                var member = balancers
                        .open(spec)
                        .pool()
                        .member(String.valueOf(node.members().get(spec.name())));
                if (member.isEmpty() || member.get().rotation() != Rotation.IN) {
                    return false;
                }
            } catch (BalancerException _) {
                return false;
            }
        }
        return true;
    }
}
