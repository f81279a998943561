package dev.slipway.deployment;

import java.time.Instant;
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
 */
public record NodeRecord(
        String name,
        @Nullable String current,
        @Nullable String running,
        @Nullable String proved,
        Rotation rotation,
        @Nullable Long drainedBy,
        @Nullable String problem,
        @Nullable Instant lastContact) {

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
