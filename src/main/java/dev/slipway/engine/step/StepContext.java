package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.LogPosition;
import dev.slipway.deployment.Plan;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Node;
import dev.slipway.health.Health;
import dev.slipway.node.Delivery;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a step may know and use. */
public interface StepContext {
    /** The plan of the deployment. */
    Plan plan();

    /** The node it acts on. */
    Node node();

    /** How the node stands: as when this step was begun, and with what the step wrote down since. */
    Standing standing();

    /** The deployment's number. */
    long deployment();

    /** First part of every job id. */
    String installation();

    /** The step's name and attempt. */
    String step();

    /** From 1. */
    int attempt();

    /** The kept connection to the node; opened at the first use. */
    NodeConnection connection() throws NodeException, InterruptedException;

    /** The way to a node of the fleet, the same kept connection. */
    Connector connector(String node);

    /** The node's places in balancers that have members, in the order of the fleet document. */
    List<Binding> bindings();

    /** Probes. */
    Health health();

    /** Threads and time. */
    Crew crew();

    /** Once-only migrations. */
    MigrationLedger ledger();

    /** The fleet's environment files. */
    EnvironmentFiles environment();

    /** The release as it is delivered. */
    Delivery delivery() throws java.io.IOException;

    /** One drain at a time over a balancer: between the look at the capacity and the command that uses it up. */
    <T extends @Nullable Object> T alone(Guarded<T> work)
            throws NodeException, BalancerException, NotOwner, InterruptedException;

    /** Proves, right before an act that nobody else can fence, that this instance is the owner: asks the database. */
    void proveOwnership() throws NotOwner;

    /** Writes an event down and returns when it is durable. */
    void record(Event event) throws NotOwner, InterruptedException;

    /** Adds to the log; durable with the step's outcome at the latest. */
    void log(String text);

    /** Adds a line of a job's output to the log, with the place behind it. */
    void output(String text, LogPosition upTo);

    /** Up to where a job's output is taken, also by an earlier owner; null: nothing yet. */
    @Nullable LogPosition taken(String job);

    /** Remembers that a job is over, to be acknowledged when nobody waits for it. */
    void acknowledgeLater(String job);

    /** A failure on this node. */
    default Failure failure(Failure.Category category, String tried, String answered, String next) {
        return new Failure(category, node().name(), tried, answered, next);
    }

    /**
     * How the node stands.
     *
     * @param previous the release that it had before this deployment; null: none
     * @param activationBegun whether its link was, or may have been, moved
     * @param outByUs whether we drained it and it is not back
     * @param oursToPutBack balancers in which it was in service before that
     * @param changedAt when its release or process was first touched in this round; null: not yet
     * @param stranded whether it was out of rotation before, and nobody wants it to be
     */
    record Standing(
            @Nullable String current,
            @Nullable String previous,
            boolean activationBegun,
            boolean outByUs,
            Set<String> oursToPutBack,
            @Nullable Instant changedAt,
            boolean stranded) {
        public Standing {
            oursToPutBack = Set.copyOf(oursToPutBack);
        }

        /** After the step wrote this down. */
        public Standing after(Event event) {
            return switch (event) {
                case Event.LeavesRotation e -> {
                    var ours = new HashSet<>(outByUs ? oursToPutBack : Set.of());
                    ours.addAll(e.wasIn());
                    yield with(true, ours);
                }
                case Event.BackInRotation _ -> with(false, oursToPutBack);
                default -> this;
            };
        }

        private Standing with(boolean out, Set<String> ours) {
            return new Standing(current, previous, activationBegun, out, ours, changedAt, stranded);
        }
    }

    /** Work that is done alone. */
    @FunctionalInterface
    interface Guarded<T extends @Nullable Object> {
        /** Does it. */
        T run() throws NodeException, BalancerException, NotOwner, InterruptedException;
    }

    /** Time from then to now. */
    default Duration since(Instant then) {
        return Duration.between(then, crew().now());
    }
}
