package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.SmallFleet;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import dev.slipway.real.RealHaproxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: a reload in the middle of a deployment is survived: what it forgets is asked for again, and requests that the
 * old process still holds keep a member from being called out. Method: a real HAProxy with a master.
 */
class ReloadTest {
    private final SmallFleet fleet;
    private final RealHaproxy haproxy;

    ReloadTest() throws Exception {
        fleet = new SmallFleet();
        haproxy = RealHaproxy.withMaster(fleet.ports());
    }

    @BeforeAll
    static void needsHaproxy() {
        RealHaproxy.mustBeThere();
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
        haproxy.close();
    }

    private Balancer balancer(Map<String, String> options) {
        return HaproxyContract.driver()
                .open(new BalancerSpec(
                        "edge",
                        "haproxy",
                        List.of(haproxy.unixEndpoint()),
                        RealHaproxy.BACKEND,
                        Reenter.PROOF,
                        options));
    }

    private Rotation rotation(Balancer balancer) throws Exception {
        return balancer.pool().member("web-1").orElseThrow().rotation();
    }

    private void reload() throws Exception {
        var before = haproxy.say("show info");
        haproxy.reload();
        await(() -> !pid(before).equals(pid(haproxy.say("show info"))));
    }

    private static String pid(String info) {
        return info.lines().filter(line -> line.startsWith("Pid:")).findFirst().orElse("");
    }

    private static void await(java.util.concurrent.Callable<Boolean> met) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(met);
    }

    @Test
    void requests_on_the_old_process_keep_a_member_draining_until_they_end() throws Exception {
        var balancer = balancer(Map.of("masters", haproxy.masterEndpoint()));
        haproxy.say("set server shop/web-2 state maint"); // so that the request is on web-1
        var request = fleet.hold(haproxy.port());
        await(() -> balancer.pool().member("web-1").orElseThrow().inFlight() == 1);
        haproxy.say("set server shop/web-2 state ready");

        reload();

        // For a moment the master is starting itself anew, and does not answer.
        await(() -> balancer.pool().member("web-1").orElseThrow().said().contains("1 on old processes"));
        assertThat(balancer.pool().member("web-1").orElseThrow().inFlight()).isEqualTo(1);
        for (var turn = 0; turn < 5; turn++) {
            balancer.drain("web-1");
        }
        assertThat(rotation(balancer)).isEqualTo(Rotation.DRAINING);
        assertThat(request).isNotDone();

        fleet.app("web-1").release();

        await(() -> {
            balancer.drain("web-1");
            return rotation(balancer) == Rotation.OUT;
        });
        assertThat(request.get().statusCode()).isEqualTo(200);
    }

    @Test
    void a_drain_that_the_reload_forgot_is_seen_and_asked_for_again() throws Exception {
        var balancer = balancer(Map.of());
        await(() -> {
            balancer.drain("web-1");
            return rotation(balancer) == Rotation.OUT;
        });

        reload();
        assertThat(rotation(balancer)).isEqualTo(Rotation.IN);

        await(() -> {
            balancer.drain("web-1");
            return rotation(balancer) == Rotation.OUT;
        });
        assertThat(fleet.visit(haproxy.port())).isEqualTo("web-2");
    }

    @Test
    void a_socket_that_is_no_master_s_says_which_one_is_meant() {
        var wrong = balancer(Map.of("masters", haproxy.unixEndpoint()));

        var refused = catchThrowableOfType(BalancerException.class, wrong::pool);

        assertThat(refused.failure().next()).contains("option -S");
        assertThat(refused.passing()).isFalse();
    }
}
