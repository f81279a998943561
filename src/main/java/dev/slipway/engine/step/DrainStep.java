package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.NodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes a node out of rotation and waits for its balancers' proof that no request is in flight. */
final class DrainStep implements Step {
    private static final Duration FIRST_LOOK = Duration.ofMillis(10);
    private static final Duration SLOWEST_LOOK = Duration.ofMillis(250);
    private static final Duration CAPACITY_LOOK = Duration.ofSeconds(1);

    @Override
    public StepOutcome run(StepContext context)
            throws NodeException, BalancerException, NotOwner, InterruptedException {
        if (context.plan().kind() == Kind.PUT_BACK
                && !context.standing().outByUs()
                && look(context).values().stream().allMatch(v -> v.rotation() == Rotation.IN)) {
            return new StepOutcome.Done("in service already, and stays so while it is proved");
        }
        var starved = leave(context);
        if (starved != null) {
            return starved;
        }
        var pace = Binding.pace(context.bindings());
        if (!pace.drain().isZero()) {
            context.log("leaving may take " + pace.drain().toSeconds() + " s by the balancer's own settings");
        }
        var limit = context.plan().fleet().strategy().drainTimeout().plus(pace.drain());
        var until = context.crew().now().plus(limit);
        var wait = pace.between(FIRST_LOOK);
        while (true) {
            var views = look(context);
            if (views.values().stream().allMatch(DrainStep::gone)) {
                return new StepOutcome.Done(
                        views.isEmpty()
                                ? "no balancer"
                                : "0 requests in flight on " + String.join(", ", views.keySet()));
            }
            if (views.values().stream().anyMatch(v -> v.rotation() == Rotation.IN)) {
                starved = leave(context); // forgotten, or put back by somebody: it leaves anew, if there is capacity
                if (starved != null) {
                    return starved;
                }
            } else {
                drain(context); // one step nearer
            }
            if (context.crew().now().isAfter(until)) {
                return new StepOutcome.Failed(stillBusy(context, limit, views));
            }
            context.crew().pause(wait);
            wait = pace.between(Patience.shorter(wait.multipliedBy(2), SLOWEST_LOOK));
        }
    }

    /** Out, and nothing in flight: a balancer may call a member out while it still closes its connections. */
    private static boolean gone(MemberView view) {
        return view.rotation() == Rotation.OUT && view.inFlight() <= 0;
    }

    private static void drain(StepContext context) throws BalancerException, NotOwner, InterruptedException {
        for (var binding : context.bindings()) {
            context.proveOwnership();
            binding.balancer().drain(binding.member());
        }
    }

    /** Waits for capacity, writes down whose it was to be in, and gives the first drain command. */
    private static @Nullable StepOutcome leave(StepContext context)
            throws NodeException, BalancerException, NotOwner, InterruptedException {
        // A person who takes one out is there: he is told at once, and decides.
        var patience = context.plan().kind() == Kind.TAKE_OUT
                ? Duration.ZERO
                : context.plan().fleet().strategy().capacityTimeout();
        var until = context.crew().now().plus(patience);
        var told = false;
        while (true) {
            var shortfall = context.<@Nullable String>alone(() -> tryToLeave(context));
            if (shortfall == null) {
                return null;
            }
            if (!told) {
                context.log("waiting for capacity: " + shortfall);
                told = true;
            }
            if (context.crew().now().isAfter(until)) {
                stays(context);
                return new StepOutcome.Failed(
                        context.failure(
                                Category.BALANCER,
                                "waiting for capacity to drain it",
                                shortfall,
                                context.plan().kind() == Kind.TAKE_OUT
                                        ? "Bring other members back into service first, or take it out by force"
                                        : "Bring other members back into service, or lower strategy.minInService;"
                                                + " then retry"),
                        Event.Sort.CAPACITY);
            }
            context.crew().pause(CAPACITY_LOOK);
        }
    }

    /** That it leaves was written before a crash, and it never did: what the journal says must be so again. */
    private static void stays(StepContext context) throws BalancerException, NotOwner, InterruptedException {
        if (context.standing().outByUs()
                && look(context).values().stream().allMatch(v -> v.rotation() == Rotation.IN)) {
            context.record(new Event.BackInRotation(context.node().name()));
        }
    }

    /** Null when the node is leaving; otherwise what is short. */
    private static @Nullable String tryToLeave(StepContext context)
            throws BalancerException, NotOwner, InterruptedException {
        var ours = new ArrayList<String>();
        var takenOut = context.plan().nodePlan(context.node().name()).takenOut();
        for (var binding : context.bindings()) {
            var pool = binding.balancer().pool();
            var view = binding.in(pool, context.node().name());
            var serves = view.rotation() == Rotation.IN;
            if (serves && pool.inService() - 1 < binding.floor()) {
                return pool.inService() + " in service on " + binding.name() + ", " + binding.floor() + " must stay";
            }
            var standing = context.standing();
            if (takenOut != null && context.plan().kind() != Kind.TAKE_OUT) {
                context.log(binding.name() + ": " + view.said() + "; taken out by " + takenOut
                        + ", so it gets the release and stays out");
            } else if (serves
                    || (!standing.outByUs() && (view.rotation() == Rotation.FAILING || standing.stranded()))) {
                ours.add(binding.name());
            } else if (!standing.outByUs()) {
                context.log(binding.name() + ": " + view.said() + "; a person took it out, so it will stay out");
            }
        }
        // Again when somebody put it in meanwhile where it was not ours: from now on it is.
        if (!context.standing().outByUs() || !context.standing().oursToPutBack().containsAll(ours)) {
            context.record(new Event.LeavesRotation(context.node().name(), ours));
        }
        drain(context);
        return null;
    }

    static Map<String, MemberView> look(StepContext context) throws BalancerException, InterruptedException {
        var views = new HashMap<String, MemberView>();
        for (var binding : context.bindings()) {
            views.put(
                    binding.name(),
                    binding.in(binding.balancer().pool(), context.node().name()));
        }
        return views;
    }

    private static dev.slipway.fleet.Failure stillBusy(
            StepContext context, Duration limit, Map<String, MemberView> views) {
        var said = views.entrySet().stream()
                .map(e -> e.getValue().said() + " on " + e.getKey())
                .collect(Collectors.joining(", "));
        return context.failure(
                Category.USER,
                "draining for " + limit.toSeconds() + " s",
                "requests are still in flight: " + said,
                "Raise strategy.drainTimeout above the longest request, or end those requests; then retry");
    }
}
