package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Event;
import dev.slipway.fleet.Failure.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a node back into rotation and waits until its balancers say that it is in service. */
final class AdmitStep implements Step {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration SLOWEST_LOOK = Duration.ofMillis(250);

    @Override
    public StepOutcome run(StepContext context) throws BalancerException, NotOwner, InterruptedException {
        var ours = context.bindings().stream()
                .filter(b -> context.standing().oursToPutBack().contains(b.name()))
                .toList();
        var until = context.crew().now().plus(LIMIT);
        var wait = LOOK;
        var patience = new HashMap<String, Patience>();
        while (true) {
            var missing = new ArrayList<String>();
            var unanswered = Duration.ZERO;
            for (var binding : ours) {
                try {
                    var said = admit(context, binding);
                    if (said != null) {
                        missing.add(said + " on " + binding.name());
                    }
                } catch (BalancerException e) {
                    // Waited for: giving up at once would leave out a node that is fit.
                    var own = patience.computeIfAbsent(binding.name(), key -> new Patience(context.crew()));
                    var pause = own.pause(e);
                    if (pause.isEmpty()) {
                        return new StepOutcome.Failed(own.told(e));
                    }
                    missing.add(e.failure().answered() + " on " + binding.name());
                    unanswered = longer(unanswered, pause.get());
                }
            }
            if (missing.isEmpty()) {
                context.record(new Event.BackInRotation(context.node().name()));
                return new StepOutcome.Done(
                        said(context, ours.size()), Map.of("rotation", rotation(context, ours.size())));
            }
            if (context.crew().now().isAfter(until) && unanswered.isZero()) {
                return new StepOutcome.Failed(context.failure(
                        Category.BALANCER,
                        "putting it back into rotation",
                        String.join(", ", missing),
                        "Look at the balancer's own check of this member; then retry"));
            }
            context.crew().pause(longer(wait, unanswered));
            if (unanswered.isZero()) {
                wait = Patience.shorter(wait.multipliedBy(2), SLOWEST_LOOK);
            } else {
                until = context.crew().now().plus(LIMIT); // it had no chance to say anything until now
            }
        }
    }

    /** Null when it is in service there; otherwise what the balancer says. */
    private static @Nullable String admit(StepContext context, Binding binding)
            throws BalancerException, NotOwner, InterruptedException {
        context.proveOwnership();
        binding.balancer().admit(binding.member());
        var view = binding.in(binding.balancer().pool(), context.node().name());
        return view.rotation() == Rotation.IN ? null : view.said();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
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
