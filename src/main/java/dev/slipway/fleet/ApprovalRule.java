package dev.slipway.fleet;

import java.time.Duration;
import java.util.List;

/**
 * Who must say yes before a deployment of a fleet begins.
 *
 * @param required how many different people; at least 1
 * @param fourEyes whether whoever asked for the deployment may not be one of them
 * @param expires how long the deployment waits before it ends by itself
 * @param kinds words of the kinds of deployment that wait, e.g. {@code deploy}
 */
public record ApprovalRule(int required, boolean fourEyes, Duration expires, List<String> kinds) {
    public ApprovalRule {
        kinds = List.copyOf(kinds);
    }

    /** Whether this kind waits, whatever release it brings. */
    public boolean covers(String kind) {
        return kinds.contains(kind);
    }

    /** {@link #expires} as a fleet document has it. */
    public String expiresAsWritten() {
        return Durations.write(expires);
    }

    /** As a person reads it, e.g. {@code 2 people, not the one who asked, within 24 h}. */
    public String sentence() {
        return (required == 1 ? "1 person" : required + " people")
                + (fourEyes ? ", not the one who asked" : "")
                + ", within " + Durations.inWords(expires);
    }
}
