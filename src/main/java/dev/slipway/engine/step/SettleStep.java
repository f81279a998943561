package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.Failure.Category;
import java.time.Duration;

/** Watches a node that came back, until its balancers' own first check passed and the bake time is over. */
final class SettleStep implements Step {
    private static final Duration LOOK = Duration.ofMillis(200);
    /** A balancer whose check has said nothing by then has none, or a very slow one. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public StepOutcome run(StepContext context) throws BalancerException, InterruptedException {
        var begun = context.crew().now();
        var bake = context.plan().fleet().strategy().settle();
        while (true) {
            var proven = true;
            for (var binding : context.bindings()) {
                if (!context.standing().oursToPutBack().contains(binding.name())) {
                    continue;
                }
                var view = binding.in(binding.balancer().pool(), context.node().name());
                if (view.rotation() != Rotation.IN) {
                    return new StepOutcome.Failed(context.failure(
                            Category.USER,
                            "watching it after it came back on " + binding.name(),
                            view.said(),
                            "Its own health check passed and the balancer's did not: compare the two"));
                }
                proven &= view.proven();
            }
            var watched = context.since(begun);
            if (watched.compareTo(bake) >= 0 && (proven || watched.compareTo(PATIENCE) >= 0)) {
                return new StepOutcome.Done(
                        proven ? "the balancer's own check agrees" : "the balancer's own check said nothing yet");
            }
            context.crew().pause(LOOK);
        }
    }
}
