package dev.slipway.engine.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a balancer that needs minutes by its own settings gets them, and the deployment says so before a node is out.
 *
 * <p>Method: the real steps, with a balancer that has its member in after a hundred seconds of the step's own time.
 */
class SlowBalancerTest {
    private static final Duration CHECKS = Duration.ofSeconds(100);

    private Duration leaving = Duration.ZERO;
    private Duration entering = Duration.ZERO;
    private final OneStep context =
            new OneStep(Plans.ofOneNode(), List.of(OneStep.binding(new Slow())), new ScriptedNode());

    @Test
    void preflight_says_how_long_leaving_takes() throws Exception {
        leaving = Duration.ofSeconds(302);

        assertThatThrownBy(() -> new PreflightStep().run(context))
                .as("it goes on to look at the node, which has no facts here")
                .isInstanceOf(UnsupportedOperationException.class);

        assertThat(context.log).anyMatch(line -> line.contains("edge: leaving takes 302 s"));
    }

    @Test
    void a_member_has_the_time_that_its_balancers_checks_need() throws Exception {
        entering = CHECKS;

        assertThat(new AdmitStep().run(context)).isInstanceOf(StepOutcome.Done.class);
    }

    @Test
    void where_the_balancer_names_no_such_time_a_minute_is_enough() throws Exception {
        assertThat(new AdmitStep().run(context)).isInstanceOfSatisfying(StepOutcome.Failed.class, failed -> assertThat(
                        failed.why().answered())
                .contains("initial"));
    }

    private final class Slow implements Balancer {
        @Override
        public PoolView pool() {
            var in = !context.crew().now().isBefore(Instant.EPOCH.plus(CHECKS));
            return new PoolView(
                    "edge",
                    List.of(new MemberView(
                            "web-1", in ? Rotation.IN : Rotation.FAILING, -1, -1, in, in ? "healthy" : "initial")));
        }

        @Override
        public void drain(String member) {}

        @Override
        public void admit(String member) {}

        @Override
        public Pace pace() {
            return new Pace(Duration.ZERO, leaving, entering);
        }
    }
}
