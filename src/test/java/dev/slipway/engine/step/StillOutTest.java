package dev.slipway.engine.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.MemoryBalancer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: nothing is changed on a node that somebody put back into rotation since it was drained.
 *
 * <p>Method: the real step around a change that writes down where the node was, with a balancer in memory.
 */
class StillOutTest {
    private final MemoryBalancer balancer = new MemoryBalancer("edge", List.of("web-1", "web-2"));
    private final OneStep context =
            new OneStep(Plans.ofOneNode(), List.of(OneStep.binding(balancer)), new ScriptedNode());
    private final List<Rotation> changedAt = new java.util.ArrayList<>();
    private final StillOut step = new StillOut(_ -> {
        changedAt.add(rotation());
        return new StepOutcome.Done("changed");
    });

    @BeforeEach
    void out() {
        balancer.behindOurBack("web-1", Rotation.OUT);
    }

    private Rotation rotation() {
        return balancer.look().member("web-1").orElseThrow().rotation();
    }

    @Test
    void what_is_still_out_is_changed_at_once() throws Exception {
        var before = balancer.history().size();

        assertThat(step.run(context)).isEqualTo(new StepOutcome.Done("changed"));
        assertThat(balancer.history()).hasSize(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = Rotation.class,
            names = {"IN", "DRAINING"})
    void what_was_put_back_is_drained_again_first_and_that_is_said(Rotation by) throws Exception {
        balancer.behindOurBack("web-1", by);

        assertThat(step.run(context)).isEqualTo(new StepOutcome.Done("changed"));
        assertThat(changedAt).containsExactly(Rotation.OUT);
        assertThat(context.log).anyMatch(l -> l.contains("put back behind our back"));
    }

    @Test
    void what_cannot_be_drained_again_is_not_changed() throws Exception {
        balancer.behindOurBack("web-1", Rotation.IN);
        balancer.behindOurBack("web-2", Rotation.OUT);

        assertThat(step.run(context)).isInstanceOf(StepOutcome.Failed.class);
        assertThat(changedAt).isEmpty();
        assertThat(rotation()).isEqualTo(Rotation.IN);
    }
}
