package dev.slipway.engine.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.MemoryBalancer;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import dev.slipway.fleet.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: a node with places in several balancers leaves them in the order of the document and comes back the other way
 * round, also when one of them refuses; and a slow balancer gets the time that it needs. Method: the real steps with
 * balancers in memory, and time that passes in pauses alone.
 */
class SeveralBalancersTest {
    private final List<String> said = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private final MemoryBalancer outer = new MemoryBalancer("outer", List.of("web-1", "web-2"));
    private final MemoryBalancer inner = new MemoryBalancer("inner", List.of("web-1", "web-2"));
    private final OneStep context = new OneStep(
            Plans.ofOneNode(),
            List.of(binding("outer", outer, Pace.AT_ONCE), binding("inner", inner, Pace.AT_ONCE)),
            new ScriptedNode());

    SeveralBalancersTest() {
        context.standing(new StepContext.Standing("1.0", "1.0", false, false, Set.of(), null, false));
    }

    private Binding binding(String name, Balancer balancer, Pace pace) {
        return new Binding(name, new Told(name, balancer, pace, said, refused), "web-1", 1);
    }

    private static Rotation rotation(MemoryBalancer balancer) {
        return balancer.look().member("web-1").orElseThrow().rotation();
    }

    @Test
    void they_are_left_in_order_and_come_back_to_in_reverse() throws Exception {
        assertThat(new DrainStep().run(context)).isInstanceOf(StepOutcome.Done.class);
        assertThat(said).filteredOn(word -> !word.endsWith("pool")).startsWith("outer drain", "inner drain");
        said.clear();

        assertThat(new AdmitStep().run(context)).isInstanceOf(StepOutcome.Done.class);

        assertThat(said).filteredOn(word -> !word.endsWith("pool")).startsWith("inner admit", "outer admit");
        assertThat(rotation(outer)).isEqualTo(Rotation.IN);
        assertThat(rotation(inner)).isEqualTo(Rotation.IN);
    }

    @Test
    void when_the_second_refuses_the_way_back_puts_the_node_into_the_first_again() throws Exception {
        refused.add("inner drain");
        assertThatThrownBy(() -> new DrainStep().run(context)).isInstanceOf(BalancerException.class);
        assertThat(rotation(outer)).isNotEqualTo(Rotation.IN);
        assertThat(context.standing().outByUs()).isTrue();
        refused.clear();
        said.clear();

        assertThat(new UndoStep().run(context)).isInstanceOf(StepOutcome.Done.class);

        assertThat(said).filteredOn(word -> !word.endsWith("pool")).startsWith("inner admit", "outer admit");
        assertThat(rotation(outer)).isEqualTo(Rotation.IN);
        assertThat(rotation(inner)).isEqualTo(Rotation.IN);
    }

    @Test
    void a_floor_in_any_of_them_keeps_the_node_in_all() throws Exception {
        inner.behindOurBack("web-2", Rotation.OUT);

        assertThat(new DrainStep().run(context)).isInstanceOfSatisfying(StepOutcome.Failed.class, failed -> assertThat(
                        failed.why().answered())
                .contains("1 in service on inner"));

        assertThat(rotation(outer)).isEqualTo(Rotation.IN);
        assertThat(rotation(inner)).isEqualTo(Rotation.IN);
    }

    @Test
    void one_that_takes_minutes_by_its_own_settings_is_waited_for_and_asked_as_seldom_as_it_wants() throws Exception {
        var pace = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(300), Duration.ofSeconds(120));
        var slow = new OneStep(Plans.ofOneNode(), List.of(binding("outer", outer, pace)), new ScriptedNode());
        slow.standing(new StepContext.Standing("1.0", "1.0", false, false, Set.of(), null, false));
        assertThat(outer.begin()).contains("web-1");
        slow.after(Duration.ofSeconds(320), () -> outer.end("web-1"));

        assertThat(new DrainStep().run(slow)).isInstanceOf(StepOutcome.Done.class);

        assertThat(said.stream().filter("outer pool"::equals)).hasSizeLessThan(80);
        assertThat(slow.log).anyMatch(line -> line.contains("300 s by the balancer's own settings"));
    }

    /** Writes down what it is told, and passes it on. */
    private record Told(String name, Balancer inner, Pace pace, List<String> said, Set<String> refused)
            implements Balancer {
        @Override
        public PoolView pool() throws BalancerException, InterruptedException {
            tell("pool");
            return inner.pool();
        }

        @Override
        public void drain(String member) throws BalancerException, InterruptedException {
            tell("drain");
            inner.drain(member);
        }

        @Override
        public void admit(String member) throws BalancerException, InterruptedException {
            tell("admit");
            inner.admit(member);
        }

        private void tell(String what) throws BalancerException {
            said.add(name + " " + what);
            if (refused.contains(name + " " + what)) {
                throw new BalancerException(
                        new Failure(Failure.Category.BALANCER, null, name + " " + what, "refused", "mend it"), false);
            }
        }
    }
}
