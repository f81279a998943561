package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import dev.slipway.real.RealHaproxy;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** One process without checks, over TCP. */
class OneInstanceTest extends HaproxyContract {
    OneInstanceTest() throws Exception {}

    @Override
    protected List<RealHaproxy> launch(Map<String, Integer> servers) throws Exception {
        return List.of(RealHaproxy.start(servers));
    }

    @Override
    protected List<String> endpoints(List<RealHaproxy> running) {
        return List.of(running.getFirst().tcpEndpoint());
    }

    @Test
    void a_socket_that_may_only_look_is_refused_with_what_to_do() throws Exception {
        var readOnly = balancer(List.of(instances().getFirst().readOnlyEndpoint()));
        assertThat(readOnly.pool().inService()).isEqualTo(2);

        var refused = refusal(() -> readOnly.drain("web-1"));

        assertThat(refused.failure().answered()).isEqualTo("Permission denied");
        assertThat(refused.failure().next()).contains("level admin");
        assertThat(refused.passing()).isFalse();
    }

    @Test
    void an_unknown_backend_is_refused_by_name() {
        var spec =
                new BalancerSpec("edge", "haproxy", endpoints(instances()), "no-such-backend", Reenter.PROOF, Map.of());

        var refused = refusal(() -> HaproxyContract.driver().open(spec).pool());

        assertThat(refused.failure().sentence()).contains("no-such-backend", "Can't find backend.");
    }

    @Test
    void a_backend_that_smuggles_a_command_is_refused() {
        var spec =
                new BalancerSpec("edge", "haproxy", endpoints(instances()), "shop;shutdown", Reenter.PROOF, Map.of());

        assertThatThrownBy(() -> HaproxyContract.driver().open(spec)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_process_that_is_gone_may_come_back() throws Exception {
        instances().getFirst().close();

        var refused = refusal(() -> balancer().pool());

        assertThat(refused.passing()).isTrue();
        assertThat(refused.failure().sentence()).contains(instances().getFirst().tcpEndpoint());
    }

    @Test
    void a_member_with_weight_0_does_not_count_as_in() throws Exception {
        instances().getFirst().say("set server shop/web-1 weight 0%");

        assertThat(rotation("web-1")).isEqualTo(Rotation.DRAINING);
        assertThat(view("web-1").said()).contains("weight 0");
    }

    private static BalancerException refusal(ThrowingCallable call) {
        return catchThrowableOfType(BalancerException.class, call);
    }
}
