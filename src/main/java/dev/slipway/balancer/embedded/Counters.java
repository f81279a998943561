package dev.slipway.balancer.embedded;

import java.util.Map;

/**
 * What the proxy has done since it started.
 *
 * @param served complete answers below 500
 * @param failed answers of 500 and above, and answers cut short; those that found no member too
 * @param aborted requests whose visitor went away first
 * @param members the same for each member
 */
public record Counters(long served, long failed, long aborted, Map<String, Member> members) {
    public Counters {
        members = Map.copyOf(members);
    }

    /**
     * What one member has done.
     *
     * @param inFlight requests on it now
     */
    public record Member(long served, long failed, long aborted, int inFlight) {}
}
