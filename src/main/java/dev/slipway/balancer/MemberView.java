package dev.slipway.balancer;

/**
 * A member as its balancer says it is now, over all instances of that balancer.
 *
 * @param rotation the least good over all instances
 * @param inFlight requests on it now, summed over all instances; -1 where the balancer does not tell
 * @param weight as configured; -1 where there is none
 * @param proven whether the balancer's own check passed since the member came in; true where it has no check
 * @param said in the product's words, e.g. {@code MAINT on edge-1, UP 1/2 on edge-2}
 */
public record MemberView(String name, Rotation rotation, int inFlight, int weight, boolean proven, String said) {

    /** Whether a member takes requests. */
    public enum Rotation {
        /** Takes new requests. */
        IN,
        /** Takes no new requests (or only those tied to it by a cookie); some may be in flight. */
        DRAINING,
        /** Set out by somebody, and no request is in flight. */
        OUT,
        /** Should be in, but its balancer's check fails. */
        FAILING,
        /** The balancer does not tell. */
        UNKNOWN
    }
}
