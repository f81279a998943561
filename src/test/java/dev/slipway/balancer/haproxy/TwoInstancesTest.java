package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.real.RealHaproxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two processes with checks, one over TCP, one through the file system. */
class TwoInstancesTest extends HaproxyContract {
    TwoInstancesTest() throws Exception {}

    @Override
    protected List<RealHaproxy> launch(Map<String, Integer> servers) throws Exception {
        return List.of(RealHaproxy.checking(servers), RealHaproxy.checking(servers));
    }

    @Override
    protected List<String> endpoints(List<RealHaproxy> running) {
        return List.of(running.getFirst().tcpEndpoint(), running.getLast().unixEndpoint());
    }

    @Test
    void instances_that_disagree_are_neither_in_nor_out() throws Exception {
        say(instances().getFirst(), "web-1", "maint");

        var view = view("web-1");

        assertThat(view.rotation()).isEqualTo(Rotation.DRAINING);
        assertThat(view.said())
                .contains("MAINT on " + instances().getFirst().tcpEndpoint())
                .contains("UP (L7OK) on " + instances().getLast().unixEndpoint());
    }

    @Test
    void nothing_is_drained_while_one_instance_is_silent() throws Exception {
        instances().getLast().close();

        assertThatThrownBy(() -> balancer().drain("web-1")).isInstanceOfSatisfying(BalancerException.class, e -> {
            assertThat(e.passing()).isTrue();
            assertThat(e.failure().sentence()).contains(instances().getLast().unixEndpoint());
        });
        var first = balancer(List.of(instances().getFirst().tcpEndpoint()));
        assertThat(first.pool().inService()).isEqualTo(2);
    }

    @Test
    void a_member_whose_check_fails_is_failing_and_not_proven() throws Exception {
        fleet().app("web-1").sick(true);
        turns(() -> rotation("web-1") == Rotation.FAILING);

        assertThat(view("web-1").proven()).isFalse();
        assertThat(view("web-1").said()).contains("DOWN (L7STS)");
    }

    @Test
    void a_member_that_is_drained_and_fails_is_draining() throws Exception {
        balancer().drain("web-1");
        fleet().app("web-1").sick(true);
        turns(() -> view("web-1").said().contains("DOWN"));

        assertThat(rotation("web-1")).isEqualTo(Rotation.DRAINING);
        assertThat(view("web-1").said()).contains("drained");
    }

    @Test
    void a_sick_member_that_is_admitted_is_never_proven() throws Exception {
        takeOut("web-1");
        fleet().app("web-1").sick(true);
        balancer().admit("web-1");

        turns(() -> {
            assertThat(view("web-1").proven()).isFalse();
            return rotation("web-1") == Rotation.FAILING;
        });
    }
}
