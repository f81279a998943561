package dev.slipway.engine;

import dev.slipway.deployment.DeploymentState;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.FleetUse;
import dev.slipway.fleet.Node;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objects to a change of a fleet that would pull a node away from a deployment under way. */
@ApplicationScoped
class RunningFleets implements FleetUse {
    private final Sql sql;
    private final Journal journal;

    RunningFleets(Sql sql, Journal journal) {
        this.sql = sql;
        this.journal = journal;
    }

    @Override
    public Optional<String> objection(Fleet before, @Nullable Fleet after) {
        try {
            var running = sql.<Long, RuntimeException>answer(c -> Sql.number(
                    c,
                    "select number from deployment where fleet = ? and finished_at is null order by started_at limit 1",
                    before.name()));
            if (running == 0) {
                return Optional.empty();
            }
            if (after == null) {
                return Optional.of("deployment " + running + " of it is not over");
            }
            return touched(running, after);
        } catch (JournalUnavailable e) {
            return Optional.of("whether a deployment is under way cannot be looked up: " + e.getMessage());
        }
    }

    private Optional<String> touched(long running, Fleet after) throws JournalUnavailable {
        var plan = DeploymentState.of(journal.read(running, 0)).plan();
        if (plan == null) {
            return Optional.empty(); // it is only queued, and will take the fleet as it is when it starts
        }
        return plan.nodes().stream()
                .map(n -> plan.node(n.name()))
                .filter(n -> !same(n, after.node(n.name()).orElse(null)))
                .map(n -> "deployment " + running + " works on node " + n.name()
                        + ", which this document changes or removes; wait for its end, or cancel it")
                .findFirst();
    }

    private static boolean same(Node before, @Nullable Node after) {
        return after != null && before.equals(after);
    }
}
