package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.Steps;
import dev.slipway.fleet.Failure.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts a node back into rotation and waits until its balancers say that it is in service. The balancers are told in the
 * reverse order of the drain: the one that was left last is the first to come back to.
 */
final class AdmitStep implements Step {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration SLOWEST_LOOK = Duration.ofMillis(250);

    @Override
    public StepOutcome run(StepContext context) throws BalancerException, NotOwner, InterruptedException {
        var all = context.plan().kind() == Kind.PUT_BACK; // also one that was in service all the time
        var ours = context.bindings().reversed().stream()
                .filter(b -> all || context.standing().oursToPutBack().contains(b.name()))
                .toList();
        var facts = new HashMap<String, String>();
        var pace = Binding.pace(ours);
        var limit = LIMIT.plus(pace.admit());
        var until = context.crew().now().plus(limit);
        var wait = pace.between(LOOK);
        var patience = new HashMap<String, Patience>();
        while (true) {
            var missing = new ArrayList<String>();
            var unanswered = Duration.ZERO;
            for (var binding : ours) {
                try {
                    var said = admit(context, binding, facts);
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
                if (context.standing().outByUs() || !all) {
                    context.record(new Event.BackInRotation(context.node().name()));
                }
                facts.put("rotation", rotation(context, ours.size()));
                return new StepOutcome.Done(said(context, ours), facts);
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
                wait = pace.between(Patience.shorter(wait.multipliedBy(2), SLOWEST_LOOK));
            } else {
                until = context.crew().now().plus(limit); // it had no chance to say anything until now
            }
        }
    }

    /** Null when it is in service there; otherwise what the balancer says. */
    private static @Nullable String admit(StepContext context, Binding binding, Map<String, String> facts)
            throws BalancerException, NotOwner, InterruptedException {
        context.proveOwnership();
        binding.balancer().admit(binding.member());
        var view = binding.in(binding.balancer().pool(), context.node().name());
        var weights = context.plan().nodePlan(context.node().name()).weights();
        var weight = weights == null ? null : weights.get(binding.name());
        if (weight != null && view.weight() >= 0 && view.weight() != weight) {
            context.log(binding.name() + ": weight " + view.weight() + " becomes " + weight + " again");
            context.proveOwnership();
            binding.balancer().weigh(binding.member(), weight);
            view = binding.in(binding.balancer().pool(), context.node().name());
        }
        if (view.weight() >= 0) {
            facts.put(Steps.WEIGHT + binding.name(), Integer.toString(view.weight()));
        }
        return view.rotation() == Rotation.IN ? null : view.said();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static String rotation(StepContext context, int ours) {
        return ours == context.bindings().size() ? "in" : "out";
    }

    private static String said(StepContext context, List<Binding> ours) {
        if (context.bindings().isEmpty()) {
            return "no balancer";
        }
        return ours.size() == context.bindings().size()
                ? "in service on " + ours.stream().map(Binding::name).sorted().collect(Collectors.joining(", "))
                : "left out where a person had taken it out before";
    }
}
