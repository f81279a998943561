package dev.slipway.balancer.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerContract;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.FastClock;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: instances of a service go into maintenance and come back by Consul's rules, and each refusal says what to do.
 *
 * <p>Method: the shared contract against a cluster of fake agents, each of which knows its own instances alone, as
 * Consul's do; then what people and Consul itself do to instances, and both forms of its errors.
 */
class ConsulBalancerTest extends BalancerContract {
    private static final Duration SETTLE = Duration.ofSeconds(20);

    private final FastClock clock = new FastClock();
    private Path secrets;
    private FakeConsul consul;
    private Balancer balancer;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        secrets = folder;
        Files.writeString(secrets.resolve("consul-token"), FakeConsul.TOKEN);
        consul = new FakeConsul(List.of("web-1", "web-2"));
        balancer = open(Reenter.PROOF, "web-1", "web-2");
    }

    @AfterEach
    void stop() {
        consul.close();
    }

    private Balancer open(Reenter reenter, String... members) {
        return open(consul, FakeConsul.SERVICE, reenter, members);
    }

    private Balancer open(FakeConsul cluster, String service, Reenter reenter, String... members) {
        return new ConsulDriver(clock, new BalancerSecrets(secrets))
                .open(new BalancerSpec(
                        "edge",
                        "consul",
                        List.of(cluster.silent(), cluster.endpoint()),
                        "",
                        reenter,
                        Map.of("service", service, "token", "consul-token", "settle", SETTLE.toString()),
                        List.of(members)));
    }

    @Override
    protected Balancer balancer() {
        return balancer;
    }

    @Override
    protected int weight() {
        return -1; // comes with the registration, and cannot be set
    }

    @Override
    protected boolean tellsInFlight() {
        return false;
    }

    @Override
    protected String request() {
        return consul.visit();
    }

    @Override
    protected void hold(String member) {}

    @Override
    protected void release() {
        clock.pass(SETTLE);
    }

    @Override
    protected void forget(String member) {
        consul.maintenance(member, null);
    }

    @Test
    void the_command_goes_once_to_the_agent_of_the_node_with_a_reason() throws Exception {
        balancer.drain("web-1");
        balancer.drain("web-1");
        balancer.admit("web-1");
        balancer.admit("web-1");

        assertThat(consul.commands()).containsExactly("true web-1 slipway: a deployment took it out", "false web-1 ");
    }

    @Test
    void what_people_and_checks_say_is_shown_in_their_words() throws Exception {
        consul.check("web-1", "service:disk", "warning");
        assertThat(view("web-1").rotation()).isEqualTo(Rotation.IN);
        assertThat(view("web-1").said()).isEqualTo("warning: service:disk");
        assertThat(view("web-2").said()).isEqualTo("passing, weight 3");

        consul.check("web-1", "service:http", "critical");
        assertThat(view("web-1").rotation()).isEqualTo(Rotation.FAILING);
        assertThat(view("web-1").said()).isEqualTo("critical: service:http");

        consul.maintenance("web-1", "new disk");
        assertThat(view("web-1").rotation()).isEqualTo(Rotation.OUT);
        assertThat(view("web-1").said()).isEqualTo("in maintenance: new disk");
    }

    @Test
    void a_node_in_maintenance_is_out_and_is_for_people_to_put_back() throws Exception {
        consul.nodeMaintenance("web-1", "kernel");

        assertThat(view("web-1").rotation()).isEqualTo(Rotation.OUT);
        assertThat(view("web-1").said()).isEqualTo("node in maintenance: kernel");
        var refused = refused(() -> balancer.admit("web-1"));
        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence()).contains("node-2", "kernel");
    }

    @Test
    void by_check_an_instance_comes_back_only_when_its_own_check_passes() throws Exception {
        var careful = open(Reenter.CHECK, "web-1", "web-2");
        careful.drain("web-1");
        consul.check("web-1", "service:http", "critical");
        careful.admit("web-1");
        assertThat(consul.visit()).isEqualTo("web-2");
        assertThat(view("web-1").said()).startsWith("in maintenance");

        consul.check("web-1", "service:http", "passing");
        careful.admit("web-1");
        assertThat(view("web-1").rotation()).isEqualTo(Rotation.IN);
    }

    @Test
    void both_forms_of_an_unknown_service_say_that_it_may_have_been_removed() {
        consul.deregister("web-1", true);
        for (var old : List.of(true, false)) {
            consul.old(old);

            var refused = refused(() -> balancer.drain("web-1"));

            assertThat(refused.passing()).isFalse();
            assertThat(refused.failure().answered()).startsWith(old ? "500" : "404");
            assertThat(refused.failure().next()).contains("DeregisterCriticalServiceAfter");
        }
    }

    @Test
    void an_instance_that_is_gone_may_come_back_by_itself_but_is_not_drained() {
        consul.deregister("web-1", false);

        assertThat(refused(() -> balancer.drain("web-1")).passing()).isFalse();
        assertThat(refused(() -> balancer.admit("web-1")).passing()).isTrue();
        assertThat(refused(() -> balancer.admit("web-1")).failure().next()).contains("DeregisterCriticalServiceAfter");
    }

    @Test
    void an_id_that_several_nodes_use_needs_the_name_of_the_node() throws Exception {
        try (var same = new FakeConsul(List.of("shop", "shop"))) {
            var edge = open(same, FakeConsul.SERVICE, Reenter.PROOF, "shop@node-2", "shop@node-3");
            assertThat(refused(() -> edge.drain("shop")).failure().answered()).contains("shop@node-2", "shop@node-3");

            edge.drain("shop@node-3");

            assertThat(edge.pool().member("shop@node-2").map(MemberView::rotation))
                    .contains(Rotation.IN);
            assertThat(edge.pool().member("shop@node-3").map(MemberView::rotation))
                    .contains(Rotation.DRAINING);
        }
    }

    @Test
    void a_wrong_token_and_a_wrong_service_say_what_is_needed() throws Exception {
        var unknown = refused(() -> open(consul, "shops", Reenter.PROOF).pool());
        assertThat(unknown.passing()).isFalse();
        assertThat(unknown.failure().next()).contains("service \"shops\" { policy = \"write\" }");

        Files.writeString(secrets.resolve("consul-token"), "c0ffee00-of-yesterday");
        var refused = refused(() -> balancer.pool());
        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().toString())
                .contains("ACL not found", "policy")
                .doesNotContain("c0ffee00");
    }

    @Test
    void no_answer_at_all_may_pass() {
        consul.close();

        assertThat(refused(() -> balancer.pool()).passing()).isTrue();
    }

    private static BalancerException refused(ThrowingCallable call) {
        return catchThrowableOfType(BalancerException.class, call);
    }
}
