package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec.Reenter;
import dev.slipway.real.RealHaproxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goal: with {@code reenter: check} no request reaches a member before HAProxy's own check passed on it.
 *
 * <p>Method: {@code fall 1}, where HAProxy shows a server that leaves maint as healthy before any check ran.
 */
class ReentryByCheckTest extends HaproxyContract {
    ReentryByCheckTest() throws Exception {}

    @Override
    protected List<RealHaproxy> launch(Map<String, Integer> servers) throws Exception {
        var lines = "option httpchk GET /health\n  default-server inter 100ms fall 1 rise 2";
        return List.of(RealHaproxy.start(servers, lines, "check"));
    }

    @Override
    protected List<String> endpoints(List<RealHaproxy> running) {
        return List.of(running.getFirst().unixEndpoint());
    }

    @Override
    protected Reenter reenter() {
        return Reenter.CHECK;
    }

    @Test
    void a_sick_member_stays_drained_until_its_check_passes() throws Exception {
        takeOut("web-1");
        var app = fleet().app("web-1");
        app.sick(true);
        var before = app.checks();

        turns(() -> {
            balancer().admit("web-1");
            assertThat(rotation("web-1")).isEqualTo(Rotation.DRAINING);
            assertThat(tenRequests()).containsExactly("web-2");
            return app.checks() > before + 3;
        });

        app.sick(false);
        bringIn("web-1");
        assertThat(tenRequests()).containsExactlyInAnyOrder("web-1", "web-2");
    }
}
