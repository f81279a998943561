package dev.slipway.history;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that pages and programs read about deployments. Never answers from memory of another instance. */
public interface History {
    /** The deployment of this number. */
    Optional<DeploymentView> deployment(long number);

    /** The fleet that this deployment is of: cheap, for whoever needs to know no more. */
    Optional<String> fleetOf(long number);

    /**
     * Newest first.
     *
     * @param before only numbers below this one; null for the newest
     */
    List<DeploymentView> deployments(@Nullable String fleet, @Nullable String status, @Nullable Long before, int limit);

    /** As above, of these fleets alone. */
    default List<DeploymentView> deployments(
            Collection<String> fleets, @Nullable String status, @Nullable Long before, int limit) {
        return fleets.stream()
                .flatMap(fleet -> deployments(fleet, status, before, limit).stream())
                .sorted(Comparator.comparingLong(DeploymentView::number).reversed())
                .limit(limit)
                .toList();
    }

    /** All fleets by name. */
    List<FleetView> fleets();

    /** The fleet of this name. */
    Optional<FleetView> fleet(String name);

    /** At most {@code limit} log lines with a number above {@code after}; node and step null: of all. */
    List<LogLine> log(long number, @Nullable String node, @Nullable String step, long after, int limit);

    /** The newest log lines with a number below {@code before}, at most {@code limit}, oldest of them first. */
    List<LogLine> logBefore(long number, @Nullable String node, @Nullable String step, long before, int limit);

    /** The first log lines that hold this text, in whatever case. */
    List<LogLine> logWith(long number, @Nullable String node, @Nullable String step, String text, int limit);

    /** How many lines the log has. */
    long logLines(long number);

    /** Journal entries with a number above {@code after}, in order. */
    List<dev.slipway.deployment.Entry> entries(long number, long after);

    /**
     * Waits until the deployment's journal goes past {@code after}, it ends, this instance ends, or the time is up.
     *
     * @return the newest journal number
     */
    long awaitAfter(long number, long after, java.time.Duration atMost) throws InterruptedException;
}
