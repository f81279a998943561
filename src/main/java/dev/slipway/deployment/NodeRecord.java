package dev.slipway.deployment;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Slipway knows of a node between deployments.
 *
 * @param current what the {@code current} link points to, as last seen
 * @param running what the process answered as its release, as last seen; null: not checked
 * @param proved the release that a finished switch proved here; null: none, or a switch was left half-way
 * @param rotation as the balancers last said
 * @param drainedBy the deployment whose drain it still is; null: not drained by us
 * @param problem why a person must look at it; null when nobody must
 * @param takenOut who wants it out of rotation; null: nobody
 * @param weights what its members weighed when they were last put back, by balancer
 */
public record NodeRecord(
        String name,
        @Nullable String current,
        @Nullable String running,
        @Nullable String proved,
        Rotation rotation,
        @Nullable Long drainedBy,
        @Nullable String problem,
        @Nullable Instant lastContact,
        @Nullable TakenOut takenOut,
        Map<String, Integer> weights) {
    public NodeRecord {
        weights = Map.copyOf(weights);
    }

    /** Of a node that nobody took out. */
    public NodeRecord(
            String name,
            @Nullable String current,
            @Nullable String running,
            @Nullable String proved,
            Rotation rotation,
            @Nullable Long drainedBy,
            @Nullable String problem,
            @Nullable Instant lastContact) {
        this(name, current, running, proved, rotation, drainedBy, problem, lastContact, null, Map.of());
    }

    /**
     * A person's decision that it stays out of rotation.
     *
     * @param deployment which one took it out; null: it was out already when the person said so
     */
    public record TakenOut(
            String by,
            @Nullable String reason,
            Instant since,
            @Nullable Long deployment) {
        /** E.g. {@code mira: new disk}. */
        public String told() {
            return reason == null ? by : by + ": " + reason;
        }
    }

    /** Whether a node takes requests, over all its balancers. */
    public enum Rotation {
        /** In service everywhere. */
        IN,
        /** No new requests, some in flight. */
        DRAINING,
        /** Out. */
        OUT,
        /** Should be in, but its balancer's check fails. */
        FAILING,
        /** Nobody knows. */
        UNKNOWN
    }

    /** Of a node that was never seen. */
    public static NodeRecord unseen(String name) {
        return new NodeRecord(name, null, null, null, Rotation.UNKNOWN, null, null, null);
    }
}
