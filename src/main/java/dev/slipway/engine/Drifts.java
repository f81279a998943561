package dev.slipway.engine;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Balancers;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.engine.Drift.Difference;
import dev.slipway.engine.Drift.Way;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.NodeRows;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody changed at a balancer behind Slipway's back: a person makes it so again, or agrees to it. Neither while
 * a deployment is under way, and only about what that person saw.
 */
@ApplicationScoped
public class Drifts {
    private final StoredCatalogue catalogue;
    private final Queue queue;
    private final Deployments deployments;
    private final ByHand byHand;
    private final Balancers balancers;
    private final Sql sql;
    private final Audit audit;

    Drifts(
            StoredCatalogue catalogue,
            Queue queue,
            Deployments deployments,
            ByHand byHand,
            Balancers balancers,
            Sql sql,
            Audit audit) {
        this.catalogue = catalogue;
        this.queue = queue;
        this.deployments = deployments;
        this.byHand = byHand;
        this.balancers = balancers;
        this.sql = sql;
        this.audit = audit;
    }

    /**
     * Which pool, who decides, and about what.
     *
     * @param seen {@link Drift#seen} of what the person looked at
     */
    public record Wish(
            String fleet,
            String balancer,
            String seen,
            String by,
            @Nullable String reason) {}

    /** What came of it. */
    public sealed interface Settled {
        /** These deployments make it so; none: there was nothing left to do. */
        record Begun(List<Long> deployments) implements Settled {}

        /** It is what Slipway expects from now on. */
        record Accepted(Drift drift) implements Settled {}

        /** There is no such fleet or balancer. */
        record Unknown(String detail) implements Settled {}

        /** It cannot be done as things stand, and why. */
        record NotNow(String detail) implements Settled {}
    }

    /** What differs now; {@link Settled.Accepted} holds it. */
    public Settled look(String fleetName, String balancer) throws JournalUnavailable, InterruptedException {
        var fleet = catalogue.fleet(fleetName);
        var spec = fleet == null ? null : fleet.balancers().get(balancer);
        if (fleet == null || spec == null) {
            return new Settled.Unknown("Fleet " + fleetName + " has no balancer " + balancer);
        }
        var left = new HashMap<String, Drift.Left>();
        queue.records(fleetName)
                .forEach((node, known) -> left.put(
                        node, new Drift.Left(known.rotation(), known.weights().get(balancer))));
        try {
            return new Settled.Accepted(
                    Drift.of(fleet, balancer, left, balancers.open(spec).pool()));
        } catch (BalancerException e) {
            return new Settled.NotNow(
                    e.failure().sentence() + ". " + e.failure().next());
        }
    }

    /** Brings members back to what Slipway left, by deployments that own the fleet's epoch and look again. */
    public Settled makeItSo(Wish wish) throws JournalUnavailable, InterruptedException {
        if (deployments.underWay(wish.fleet())) {
            return busy();
        }
        return switch (look(wish.fleet(), wish.balancer())) {
            case Settled.Accepted(Drift drift) when !drift.seen().equals(wish.seen()) -> changed();
            case Settled.Accepted(Drift drift) -> begin(wish, drift);
            case Settled other -> other;
        };
    }

    private Settled begin(Wish wish, Drift drift) throws JournalUnavailable {
        var begun = new ArrayList<Long>();
        // First those that come back: then the floor leaves room for those that go.
        for (var kind : List.of(Kind.PUT_BACK, Kind.TAKE_OUT)) {
            var nodes = drift.differences().stream()
                    .filter(d -> (d.way() == Way.IS_IN) == (kind == Kind.TAKE_OUT))
                    .map(Difference::node)
                    .toList();
            if (nodes.isEmpty()) {
                continue;
            }
            var reason = wish.reason() == null ? "as Slipway left it on " + wish.balancer() : wish.reason();
            var asked = new ByHand.Wish(wish.fleet(), nodes.getFirst(), wish.by(), reason, false);
            switch (byHand.ask(kind, asked, nodes)) {
                case ByHand.Asked.Accepted(long number) -> begun.add(number);
                case ByHand.Asked.Unknown(String detail) -> {
                    return new Settled.Unknown(detail);
                }
                case ByHand.Asked.NotNow(String detail) -> {
                    return new Settled.NotNow(detail);
                }
            }
        }
        return new Settled.Begun(begun);
    }

    /** From now on Slipway expects what is. A member that is out counts as taken out by this person. */
    public Settled accept(Wish wish) throws JournalUnavailable, InterruptedException {
        return switch (look(wish.fleet(), wish.balancer())) {
            case Settled.Accepted(Drift drift) when !drift.seen().equals(wish.seen()) -> changed();
            case Settled.Accepted accepted -> write(wish, accepted.drift()) ? accepted : busy();
            case Settled other -> other;
        };
    }

    private boolean write(Wish wish, Drift drift) throws JournalUnavailable {
        return sql.<Boolean, RuntimeException>answer(c -> {
            QueueTable.lock(c, wish.fleet());
            if (Deployments.underWay(c, wish.fleet())) {
                return false; // its records are its owner's, who would write over ours
            }
            for (var difference : drift.differences()) {
                write(c, wish, difference);
            }
            audit.record(
                    c,
                    Change.of(
                            wish.by(),
                            "balancer.accept",
                            "fleet:" + wish.fleet() + "/" + wish.balancer(),
                            drift.told() + (wish.reason() == null ? "" : ": " + wish.reason())));
            return true;
        });
    }

    private static void write(Connection c, Wish wish, Difference difference) throws SQLException {
        switch (difference.way()) {
            case IS_IN -> Sql.update(c, """
                        update node_record set rotation = ?, drained_by = null, problem = null, out_by = null,
                               out_reason = null, out_at = null, out_deployment = null
                         where fleet = ? and node = ?""", NodeRecord.Rotation.IN.name(), wish.fleet(), difference.node());
            case IS_OUT ->
                Sql.update(
                        c,
                        """
                        update node_record set rotation = ?, drained_by = null, out_by = ?, out_reason = ?,
                               out_at = now(), out_deployment = null
                         where fleet = ? and node = ?""",
                        NodeRecord.Rotation.OUT.name(),
                        wish.by(),
                        wish.reason() == null ? "was out on " + wish.balancer() : wish.reason(),
                        wish.fleet(),
                        difference.node());
            case WEIGHS_OTHERWISE ->
                Sql.update(
                        c,
                        """
                        update node_record set weights = coalesce(weights, '{}'::jsonb) || ?::jsonb
                         where fleet = ? and node = ?""",
                        NodeRows.weights(Map.of(wish.balancer(), difference.weight())),
                        wish.fleet(),
                        difference.node());
        }
    }

    private static Settled busy() {
        return new Settled.NotNow("A deployment is under way, so members come and go; decide when it is over");
    }

    private static Settled changed() {
        return new Settled.NotNow("The balancer is not as it was when you looked; look again, and then decide");
    }
}
