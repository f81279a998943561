package dev.slipway.engine.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemoryBalancer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: the history never says that a balancer's check agrees when no balancer was asked. Method: the real step, with a
 * balancer in memory, with none, and with one that is not ours to put back.
 */
class SettleStepTest {
    private final MemoryBalancer balancer = new MemoryBalancer("edge", List.of("web-1", "web-2"));

    private static StepOutcome settled(List<Binding> bindings) throws Exception {
        return new SettleStep("1.0").run(new OneStep(Plans.ofOneNode(), bindings, new ScriptedNode()));
    }

    @Test
    void a_check_that_was_asked_agrees() throws Exception {
        assertThat(settled(List.of(OneStep.binding(balancer))))
                .isEqualTo(new StepOutcome.Done("the balancer's own check agrees"));
    }

    @Test
    void without_a_balancer_it_says_so() throws Exception {
        assertThat(settled(List.of())).isEqualTo(new StepOutcome.Done("no balancer"));
    }

    @Test
    void what_a_person_took_out_is_not_watched_and_not_called_proved() throws Exception {
        assertThat(settled(List.of(new Binding("other", balancer, "web-1", 1))))
                .isEqualTo(new StepOutcome.Done("left out where a person had taken it out before"));
    }
}
