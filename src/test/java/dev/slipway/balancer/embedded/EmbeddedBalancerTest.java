package dev.slipway.balancer.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerContract;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.SmallFleet;
import dev.slipway.balancer.embedded.EmbeddedProxy.Check;
import dev.slipway.balancer.embedded.EmbeddedProxy.Member;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedBalancerTest extends BalancerContract {
    private static final Vertx VERTX = Vertx.vertx();

    private final EmbeddedProxies proxies = new EmbeddedProxies();
    private final SmallFleet fleet;
    private EmbeddedProxy proxy;

    EmbeddedBalancerTest() throws Exception {
        fleet = new SmallFleet();
        proxy = EmbeddedProxy.start(VERTX, 0, members());
    }

    @BeforeEach
    void register() {
        proxies.register("demo", proxy);
    }

    @AfterEach
    void stop() {
        fleet.close();
        proxy.close();
    }

    @AfterAll
    static void stopVertx() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    protected Balancer balancer() {
        var spec = new BalancerSpec("edge", "embedded", List.of("embedded:demo"), "", Reenter.PROOF, Map.of());
        return new EmbeddedDriver(proxies).open(spec);
    }

    @Override
    protected String request() throws Exception {
        return fleet.visit(proxy.port());
    }

    @Override
    protected void hold(String member) throws Exception {
        while (view(member).inFlight() == 0) {
            var before = inFlight();
            var _ = fleet.hold(proxy.port());
            turns(() -> inFlight() > before);
        }
    }

    @Override
    protected void release() {
        fleet.app("web-1").release();
        fleet.app("web-2").release();
    }

    @Override
    protected void forget(String member) {
        proxy.pool().admit(member);
    }

    @Test
    void answers_503_when_nobody_is_in_and_counts_it_as_failed() throws Exception {
        takeOut("web-1");
        takeOut("web-2");

        assertThat(request()).isEqualTo("503");
        assertThat(proxy.counters().failed()).isEqualTo(1);
    }

    @Test
    void a_request_to_a_dead_member_fails_and_is_not_tried_elsewhere() throws Exception {
        fleet.app("web-1").close();

        assertThat(tenRequests()).containsExactlyInAnyOrder("502", "web-2");
        // An answer is counted when it is over, which its reader may know a moment earlier.
        turns(() -> proxy.counters().served() + proxy.counters().failed() == 10);
        assertThat(proxy.counters().failed()).isEqualTo(5);
        assertThat(proxy.counters().served()).isEqualTo(5);
        assertThat(view("web-1").inFlight()).isZero();
    }

    @Test
    void a_member_whose_check_fails_gets_nothing_until_it_passes() throws Exception {
        proxy.close();
        proxy = EmbeddedProxy.start(VERTX, 0, members(), Check.of("/health"));
        register();
        fleet.app("web-1").sick(true);
        turns(() -> rotation("web-1") == Rotation.FAILING);
        assertThat(view("web-1").proven()).isFalse();
        assertThat(tenRequests()).containsExactly("web-2");

        fleet.app("web-1").sick(false);
        turns(() -> rotation("web-1") == Rotation.IN && view("web-1").proven());
    }

    @Test
    void a_proxy_that_does_not_run_may_do_so_later() {
        proxies.remove("demo");

        assertThatThrownBy(() -> balancer().pool())
                .isInstanceOfSatisfying(
                        BalancerException.class, e -> assertThat(e.passing()).isTrue());
    }

    private int inFlight() throws Exception {
        return balancer().pool().members().stream().mapToInt(m -> m.inFlight()).sum();
    }

    private List<Member> members() {
        return fleet.ports().entrySet().stream()
                .map(m -> new Member(m.getKey(), "127.0.0.1", m.getValue()))
                .toList();
    }
}
