package dev.slipway.balancer.elbv2;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/**
 * What AWS says about one target, in AWS' words.
 *
 * @param reason empty where AWS gives none
 * @param zone as registered, where AWS tells; an address outside of the group's network needs it again
 */
record Health(
        String state,
        String reason,
        String description,
        @Nullable String zone) {
    /** A target that is not in the list. */
    static final Health ABSENT = new Health("unused", "Target.NotRegistered", "", null);

    private static final Set<String> USELESS =
            Set.of("Target.NotInUse", "Target.InvalidState", "Target.IpUnusable", "Target.HealthCheckDisabled");

    static Health of(TargetHealthDescription said) {
        var health = said.targetHealth();
        return new Health(
                plain(health == null ? null : health.stateAsString()),
                plain(health == null ? null : health.reasonAsString()),
                plain(health == null ? null : health.description()),
                said.target().availabilityZone());
    }

    /** Takes requests. */
    boolean healthy() {
        return state.equals("healthy");
    }

    /** Its own check failed: it may pass the next one. */
    boolean unhealthy() {
        return state.equals("unhealthy");
    }

    /** Leaving; as little in the group as one that is gone. */
    boolean draining() {
        return state.equals("draining") || state.equals("unhealthy.draining");
    }

    /** Not in the group. Anything else that is {@code unused} is in it, and useless. */
    boolean absent() {
        return state.equals("unused") && (reason.equals("Target.NotRegistered") || reason.isEmpty());
    }

    boolean registered() {
        return !draining() && !absent();
    }

    /** In the group, and no waiting makes it healthy. */
    boolean useless() {
        return USELESS.contains(reason);
    }

    /** On no load balancer, or in a zone that is switched off: nobody's requests come here. */
    boolean notInUse() {
        return reason.equals("Target.NotInUse");
    }

    /** AWS' own words. */
    String said() {
        if (absent()) {
            return "not registered";
        }
        return state + (reason.isEmpty() ? "" : " (" + reason + ")");
    }

    /** With what AWS says to it. */
    String inFull() {
        return said() + (description.isEmpty() ? "" : ": " + description);
    }

    private static String plain(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", " ").strip();
    }
}
