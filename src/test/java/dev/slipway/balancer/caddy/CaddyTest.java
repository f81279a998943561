package dev.slipway.balancer.caddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerContract;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.SmallFleet;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import dev.slipway.real.RealCaddy;
import dev.slipway.real.Traffic;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the contract holds for a real Caddy, and what Caddy refuses is told with what to do.
 *
 * <p>Method: a Caddy on loopback before two applications. The clock of the wait after a removal moves by 200 ms each
 * time that it is looked at, so nothing waits for it.
 */
class CaddyTest extends BalancerContract {
    private static final String UPSTREAMS = "/id/" + RealCaddy.ID + "/upstreams";

    private final SmallFleet fleet;
    private final Balancer balancer;
    private final RealCaddy caddy;
    private final List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    CaddyTest() throws Exception {
        RealCaddy.mustBeThere();
        fleet = new SmallFleet();
        caddy = RealCaddy.start(fleet.ports().values());
        balancer = fleet.named(open(List.of(caddy.endpoint()), RealCaddy.ID));
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
        caddy.close();
    }

    private Balancer open(List<String> endpoints, String id) {
        var secrets = new BalancerSecrets(Path.of("none"));
        return new CaddyDriver(this::tick, secrets)
                .open(new BalancerSpec(
                        "edge",
                        "caddy",
                        endpoints,
                        "",
                        Reenter.PROOF,
                        Map.of("id", id, "settle", "PT1S"),
                        List.of(fleet.address("web-1"), fleet.address("web-2"))));
    }

    private Instant tick() {
        now = now.plus(Duration.ofMillis(200));
        return now;
    }

    @Override
    protected Balancer balancer() {
        return balancer;
    }

    @Override
    protected String request() throws Exception {
        return fleet.visit(caddy.port());
    }

    @Override
    protected void hold(String member) {
        held.addAll(fleet.hold(caddy.port(), member));
    }

    @Override
    protected void release() {
        fleet.release();
    }

    @Override
    protected void forget(String member) throws Exception {
        caddy.restart();
    }

    @Override
    protected int weight() {
        return -1;
    }

    @Override
    protected boolean tellsInFlight() {
        return false;
    }

    @Test
    void a_request_in_flight_on_a_removed_member_ends_as_it_should() throws Exception {
        hold("web-1");
        takeOut("web-1");
        release();

        for (var one : held) {
            assertThat(one.get().statusCode()).isEqualTo(200);
        }
    }

    /**
     * Caddy 2.6 opens its port anew with each change of its configuration, and whoever is connecting at that moment is
     * reset: at most each of the six visitors once. No request that Caddy has taken is lost.
     */
    @Test
    void no_request_is_answered_wrong_while_a_member_leaves_and_comes_back() throws Exception {
        var members = List.of("web-1", "web-2", "web-1");
        try (var traffic = new Traffic(caddy.port())) {
            for (var member : members) {
                takeOut(member);
                bringIn(member);
                var before = traffic.served();
                turns(() -> traffic.served() > before + 20);
            }
            assertThat(traffic.failures())
                    .allMatch(failure -> failure.matches(".*(Connection reset( by peer)?|Broken pipe)"))
                    .hasSizeLessThanOrEqualTo(2 * members.size() * 6);
        }
    }

    @Test
    void the_last_member_is_never_removed() throws Exception {
        takeOut("web-1");

        var refused = refusal(() -> balancer.drain("web-2"));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence())
                .contains("127.0.0.1:" + fleet.app("web-2").port(), "last upstream");
        assertThat(rotation("web-2")).isEqualTo(Rotation.IN);
    }

    @Test
    void an_upstream_comes_back_with_its_own_fields_to_its_own_place() throws Exception {
        var rich = "{\"dial\": \"127.0.0.1:" + fleet.app("web-1").port() + "\", \"max_requests\": 7}";
        caddy.say(
                "PATCH",
                UPSTREAMS,
                "[" + rich + ", " + RealCaddy.upstream(fleet.app("web-2").port()) + "]");
        var before = caddy.say("GET", UPSTREAMS, "").body();

        takeOut("web-1");
        bringIn("web-1");

        assertThat(caddy.say("GET", UPSTREAMS, "").body()).isEqualTo(before).contains("max_requests");
    }

    @Test
    void another_process_brings_a_member_back_by_its_address() throws Exception {
        takeOut("web-1");

        var other = fleet.named(open(List.of(caddy.endpoint()), RealCaddy.ID));
        assertThat(other.pool().member("web-1").orElseThrow().rotation()).isEqualTo(Rotation.OUT);
        other.admit("web-1");

        assertThat(tenRequests()).containsExactlyInAnyOrder("web-1", "web-2");
    }

    @Test
    void the_wait_begins_again_when_a_member_came_back_in_between() throws Exception {
        takeOut("web-1");
        caddy.set(fleet.ports().values());
        balancer.drain("web-1");

        assertThat(rotation("web-1")).isEqualTo(Rotation.DRAINING);
    }

    @Test
    void two_instances_leave_together_and_nothing_changes_while_one_is_silent() throws Exception {
        try (var second = RealCaddy.start(fleet.ports().values())) {
            var both = fleet.named(open(List.of(caddy.endpoint(), second.endpoint()), RealCaddy.ID));
            both.drain("web-1");
            assertThat(fleet.visit(caddy.port())).isEqualTo("web-2");
            assertThat(fleet.visit(second.port())).isEqualTo("web-2");

            second.set(fleet.ports().values());
            var half = both.pool().member("web-1").orElseThrow();
            assertThat(half.rotation()).isEqualTo(Rotation.DRAINING);
            assertThat(half.said()).contains(second.endpoint() + " only");

            second.kill();
            assertThat(refusal(() -> both.admit("web-1")).passing()).isTrue();
            assertThat(tenRequests()).containsExactly("web-2");
        }
    }

    @Test
    void streams_that_would_be_cut_are_told() throws Exception {
        try (var streaming = RealCaddy.start(
                fleet.ports().values().stream().map(RealCaddy::upstream).toList(), ", \"flush_interval\": -1")) {
            var pool = open(List.of(streaming.endpoint()), RealCaddy.ID).pool();

            assertThat(pool.members()).allMatch(m -> m.said().contains("flush_interval is -1"));
        }
    }

    @Test
    void an_unknown_id_is_refused_by_name() {
        var refused = refusal(() -> open(List.of(caddy.endpoint()), "nope").pool());

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence()).contains("unknown object ID 'nope'");
        assertThat(refused.failure().next()).contains("\"@id\": \"nope\"");
    }

    @Test
    void a_foreign_host_is_refused_with_what_to_allow() {
        var refused = refusal(() -> open(List.of(caddy.endpoint().replace("127.0.0.1", "127.1")), RealCaddy.ID)
                .pool());

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence()).contains("host not allowed");
        assertThat(refused.failure().next()).contains("admin.origins");
    }

    private static BalancerException refusal(ThrowingCallable call) {
        return catchThrowableOfType(BalancerException.class, call);
    }
}
