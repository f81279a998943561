package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Event;
import dev.slipway.fleet.Failure.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a node back into rotation and waits until its balancers say that it is in service. */
final class AdmitStep implements Step {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(10);

    @Override
    public StepOutcome run(StepContext context) throws BalancerException, NotOwner, InterruptedException {
        var ours = context.bindings().stream()
                .filter(b -> context.standing().oursToPutBack().contains(b.name()))
                .toList();
        var until = context.crew().now().plus(LIMIT);
        var wait = LOOK;
        while (true) {
            var missing = new ArrayList<String>();
            for (var binding : ours) {
                var said = admit(context, binding);
                if (said != null) {
                    missing.add(said + " on " + binding.name());
                }
            }
            if (missing.isEmpty()) {
                context.record(new Event.BackInRotation(context.node().name()));
                return new StepOutcome.Done(
                        said(context, ours.size()), Map.of("rotation", rotation(context, ours.size())));
            }
            if (context.crew().now().isAfter(until)) {
                return new StepOutcome.Failed(context.failure(
                        Category.BALANCER,
                        "putting it back into rotation",
                        String.join(", ", missing),
                        "Look at the balancer's own check of this member; then retry"));
            }
            context.crew().pause(wait);
            wait = wait.multipliedBy(2).compareTo(Duration.ofMillis(250)) < 0
                    ? wait.multipliedBy(2)
                    : Duration.ofMillis(250);
        }
    }

    /**
     * Null when it is in service there; otherwise what the balancer says. One that does not answer is waited for:
     * giving up at once would leave out a node that is fit.
     */
    private static @Nullable String admit(StepContext context, Binding binding)
            throws BalancerException, NotOwner, InterruptedException {
        try {
            context.proveOwnership();
            binding.balancer().admit(binding.member());
            var view = binding.in(binding.balancer().pool(), context.node().name());
            return view.rotation() == Rotation.IN ? null : view.said();
        } catch (BalancerException e) {
            if (!e.passing()) {
                throw e;
            }
            return e.failure().answered();
        }
    }

    private static String rotation(StepContext context, int ours) {
        return ours == context.bindings().size() ? "in" : "out";
    }

    private static String said(StepContext context, int ours) {
        if (context.bindings().isEmpty()) {
            return "no balancer";
        }
        return ours == context.bindings().size()
                ? "in service on " + String.join(", ", context.standing().oursToPutBack())
                : "left out where a person had taken it out before";
    }
}
