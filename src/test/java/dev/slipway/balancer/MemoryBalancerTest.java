package dev.slipway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.MemoryBalancer.Change;
import dev.slipway.balancer.MemoryBalancer.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBalancerTest extends BalancerContract {
    private final MemoryBalancer balancer = new MemoryBalancer("edge", List.of("web-1", "web-2"));
    private final List<String> held = new ArrayList<>();

    @Override
    protected Balancer balancer() {
        return balancer;
    }

    @Override
    protected String request() {
        var member = balancer.begin().orElseThrow();
        balancer.end(member);
        return member;
    }

    @Override
    protected void hold(String member) {
        while (!held.contains(member)) {
            held.add(balancer.begin().orElseThrow());
        }
    }

    @Override
    protected void release() {
        held.forEach(balancer::end);
        held.clear();
    }

    @Override
    protected void forget(String member) {
        balancer.behindOurBack(member, Rotation.IN);
    }

    @Test
    void remembers_every_change_in_order() {
        takeOut("web-1");
        bringIn("web-1");

        assertThat(balancer.history())
                .containsExactly(
                        new Change("web-1", Rotation.IN, Rotation.DRAINING),
                        new Change("web-1", Rotation.DRAINING, Rotation.OUT),
                        new Change("web-1", Rotation.OUT, Rotation.IN));
    }

    @Test
    void a_call_whose_answer_is_lost_has_happened() {
        balancer.next(1, Fault.ANSWER_LOST);

        assertThatThrownBy(() -> balancer.drain("web-1")).isInstanceOf(BalancerException.class);
        assertThat(balancer.look().inService()).isEqualTo(1);
    }

    @Test
    void a_call_without_an_answer_has_not_happened() {
        balancer.next(1, Fault.NO_ANSWER);

        assertThatThrownBy(() -> balancer.drain("web-1")).isInstanceOf(BalancerException.class);
        assertThat(balancer.look().inService()).isEqualTo(2);
    }
}
