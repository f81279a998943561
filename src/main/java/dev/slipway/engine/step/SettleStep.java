package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.deployment.Event;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.NodeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Watches a node that came back, until its balancers' own first check passed and the bake time is over. During the bake
 * time its own health is asked too: a balancer may have no check, or one that is content with less.
 */
final class SettleStep implements Step {
    private static final Duration LOOK = Duration.ofMillis(200);
    /** A balancer whose check has said nothing by then has none, or a very slow one. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String version;

    SettleStep(String version) {
        this.version = version;
    }

    @Override
    public StepOutcome run(StepContext context) throws NodeException, BalancerException, InterruptedException {
        var begun = context.crew().now();
        var wait = Binding.pace(context.bindings()).between(LOOK);
        var bake = new Bake(context, version);
        while (true) {
            var proven = true;
            var watched = 0;
            for (var binding : context.bindings()) {
                if (!context.standing().oursToPutBack().contains(binding.name())) {
                    continue;
                }
                var view = binding.in(binding.balancer().pool(), context.node().name());
                var failed = judge(context, binding, view);
                if (failed != null) {
                    return failed;
                }
                proven &= view.proven();
                watched++;
            }
            var sick = bake.look();
            if (sick != null) {
                return sick;
            }
            if (bake.over() && (proven || context.since(begun).compareTo(PATIENCE) >= 0)) {
                return new StepOutcome.Done(said(context, watched, proven) + bake.said());
            }
            context.crew().pause(wait);
        }
    }

    /** Never that a check agrees when there was none to ask. */
    private static String said(StepContext context, int watched, boolean proven) {
        if (watched == 0) {
            return context.bindings().isEmpty() ? "no balancer" : "left out where a person had taken it out before";
        }
        return proven ? "the balancer's own check agrees" : "the balancer's own check said nothing yet";
    }

    /** Null as long as it is in service. */
    private static StepOutcome.@Nullable Failed judge(StepContext context, Binding binding, MemberView view) {
        var tried = "watching it after it came back on " + binding.name();
        return switch (view.rotation()) {
            case IN -> null;
            case OUT, DRAINING ->
                new StepOutcome.Failed(
                        context.failure(
                                Category.USER,
                                tried,
                                view.said() + ": somebody took it out by hand, so Slipway leaves it out",
                                "Find out why it was taken out; then put it back at the balancer and retry, skip it,"
                                        + " or roll back"),
                        Event.Sort.BY_HAND);
            case FAILING, UNKNOWN ->
                new StepOutcome.Failed(context.failure(
                        Category.USER,
                        tried,
                        view.said(),
                        "Its own health check passed and the balancer's did not: compare the two"));
        };
    }

    /** The time for which it must stay healthy; a probe that fails begins it anew, and some in a row end it. */
    private static final class Bake {
        private static final Duration ONE_PROBE = Duration.ofSeconds(5);

        private final StepContext context;
        private final String version;
        private final Duration time;
        private final Instant begun;
        private Instant healthySince;
        private Instant nextProbe;
        private int failures;
        private int passes;

        Bake(StepContext context, String version) {
            this.context = context;
            this.version = version;
            this.time = context.plan().fleet().strategy().settle();
            this.begun = context.crew().now();
            this.healthySince = begun;
            this.nextProbe = begun;
        }

        /** Null as long as there is hope. */
        StepOutcome.@Nullable Failed look() throws NodeException, InterruptedException {
            var check = context.plan().fleet().health();
            var now = context.crew().now();
            if (check == null || time.isZero() || now.isBefore(nextProbe)) {
                return null;
            }
            nextProbe = now.plus(check.interval());
            try {
                var verdict = context.health().probe(check, context.node(), context.connection(), version, ONE_PROBE);
                if (verdict.passed()) {
                    passes++;
                    failures = 0;
                    return null;
                }
                context.log("in rotation, and " + verdict.said());
                failures++;
                healthySince = context.crew().now();
                var late = context.since(begun).compareTo(time.plus(check.timeout())) > 0;
                return failures < check.consecutive() && !late ? null : sick(verdict.said());
            } catch (NodeException e) {
                if (e.kind() != NodeException.Kind.NO_ANSWER) {
                    throw e;
                }
                // Not being able to ask is no verdict: it serves, as its balancers say.
                context.log("its health could not be asked: " + e.failure().answered());
                return null;
            }
        }

        private StepOutcome.Failed sick(String said) {
            return new StepOutcome.Failed(context.failure(
                    Category.USER,
                    "watching it for " + time.toSeconds() + " s after it came back",
                    "it was healthy and is not any more: " + said,
                    "Read the application's own log on the node: it fails under real requests"));
        }

        boolean over() {
            return context.since(healthySince).compareTo(time) >= 0;
        }

        String said() {
            if (time.isZero()) {
                return "";
            }
            return passes == 0
                    ? "; its health during the bake time is not checked"
                    : "; healthy for " + time.toSeconds() + " s in rotation";
        }
    }
}
