package dev.slipway.dashboard;

import dev.slipway.balancer.PoolView;
import dev.slipway.doctor.NodeReport;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.FoundServers;
import java.util.List;
import java.util.Optional;

/** What there is, as its documents say it and as it answers when it is asked. */
public interface Inventory {
    /** All fleets by name. */
    List<Fleet> fleets();

    /** The fleet of this name. */
    Optional<Fleet> fleet(String name);

    /** How it stands with each source of servers that the fleet's document names. */
    List<FoundServers.Standing> found(String fleet);

    /** Asks a balancer, now. */
    Asked ask(BalancerSpec balancer) throws InterruptedException;

    /**
     * Looks at every server of a fleet; changes nothing on any.
     *
     * @param base where this Slipway answers, for the lines that mend something
     */
    List<NodeReport> check(Fleet fleet, String base) throws InterruptedException;

    /** What a balancer says. */
    sealed interface Asked {
        /** Its pool. */
        record Answered(PoolView pool) implements Asked {}

        /** Why there is no answer, and what to do. */
        record Failed(String said, String mend) implements Asked {}
    }
}
