package dev.slipway.balancer.elbv2;

import static dev.slipway.balancer.elbv2.Site.WEB_1;
import static dev.slipway.balancer.elbv2.Site.WEB_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a member is in when AWS says healthy, and who can never be in is said at once, with AWS' reason. */
class EnteringTest {
    private final Site site;
    private final SimulatedGroup group;

    EnteringTest() throws Exception {
        site = new Site();
        group = site.twoTargets();
        group.delay = Duration.ofSeconds(20);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void a_new_target_is_in_after_its_first_check() throws Exception {
        var balancer = out();
        balancer.admit(WEB_1);

        assertThat(view(balancer).rotation()).isEqualTo(Rotation.FAILING);
        assertThat(view(balancer).proven()).isFalse();
        site.clock.seconds(8);
        balancer.admit(WEB_1);
        assertThat(view(balancer).said())
                .isEqualTo("initial (Elb.InitialHealthChecking): Initial health checks in progress");
        site.clock.seconds(8);
        balancer.admit(WEB_1);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.IN);
        assertThat(view(balancer).proven()).isTrue();
        assertThat(site.aws.calls("RegisterTargets")).hasSize(1);
    }

    @Test
    void a_draining_target_is_registered_again() throws Exception {
        var balancer = site.balancer(group);
        balancer.drain(WEB_1);
        balancer.admit(WEB_1);

        assertThat(site.aws.calls("RegisterTargets")).hasSize(1);
        site.clock.seconds(60);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.IN);
    }

    @Test
    void slow_start_is_said() throws Exception {
        group.slowStart = Duration.ofSeconds(90);

        assertThat(view(site.balancer(group)).said()).isEqualTo("healthy, slow start of 90 s, leaves within 22 s");
    }

    @Test
    void an_unhealthy_target_has_the_time_that_its_checks_need() throws Exception {
        var balancer = out();
        group.register(new Target(WEB_1, group.port));
        group.fit(WEB_1, false);
        site.clock.seconds(10);
        balancer.admit(WEB_1);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.FAILING);

        site.clock.seconds(35); // three checks of ten seconds, and the time one may take
        balancer.admit(WEB_1);
        site.clock.seconds(6);
        assertThatThrownBy(() -> balancer.admit(WEB_1)).isInstanceOfSatisfying(BalancerException.class, e -> {
            assertThat(e.passing()).isFalse();
            assertThat(e.failure().answered())
                    .isEqualTo("unhealthy (Target.ResponseCodeMismatch): Health checks failed with these codes: [503]");
            assertThat(e.failure().next()).contains("matcher");
        });
    }

    @Test
    void a_target_that_recovers_in_time_comes_in() throws Exception {
        var balancer = out();
        group.register(new Target(WEB_1, group.port));
        group.fit(WEB_1, false);
        site.clock.seconds(11);
        balancer.admit(WEB_1);
        group.fit(WEB_1, true);
        site.clock.seconds(30);
        balancer.admit(WEB_1);

        assertThat(view(balancer).rotation()).isEqualTo(Rotation.IN);
    }

    @ParameterizedTest
    @CsvSource({
        "unused, Target.NotInUse, listener",
        "unused, Target.InvalidState, instance",
        "unused, Target.IpUnusable, address",
        "unavailable, Target.HealthCheckDisabled, health checks",
    })
    void a_target_that_can_never_be_healthy_is_not_waited_for(String state, String reason, String next)
            throws Exception {
        group.force(WEB_1, new Health(state, reason, "AWS' own text", null));
        var balancer = site.balancer(group);

        assertThat(view(balancer).rotation()).isEqualTo(Rotation.FAILING);
        assertThatThrownBy(() -> balancer.admit(WEB_1)).isInstanceOfSatisfying(BalancerException.class, e -> {
            assertThat(e.passing()).isFalse();
            assertThat(e.failure().answered()).isEqualTo(state + " (" + reason + "): AWS' own text");
            assertThat(e.failure().next()).contains(next);
        });
    }

    @ParameterizedTest
    @CsvSource({"unhealthy, Elb.InternalError", "unavailable, Elb.InternalError", "rebooting, Elb.New"})
    void what_is_not_the_targets_fault_is_waited_for(String state, String reason) throws Exception {
        group.force(WEB_1, new Health(state, reason, "", null));
        var balancer = site.balancer(group);
        balancer.admit(WEB_1);
        site.clock.seconds(120);
        balancer.admit(WEB_1);

        assertThat(view(balancer).rotation()).isNotIn(Rotation.IN, Rotation.OUT);
    }

    @Test
    void an_address_outside_of_the_network_is_registered_for_any_zone() throws Exception {
        var addresses = site.aws.group("addresses").with("10.9.0.1").with("10.9.0.2");
        addresses.type = "ip";
        addresses.delay = Duration.ZERO;
        site.aws.wantsZone = true;
        var balancer = site.balancer(Map.of(), List.of("10.9.0.1", "10.9.0.2"), addresses);
        balancer.drain("10.9.0.1");
        balancer.admit("10.9.0.1");

        assertThat(site.aws.calls("RegisterTargets"))
                .extracting(call -> call.field("Targets.member.1.AvailabilityZone"))
                .containsExactly("", "all");
    }

    @Test
    void a_member_of_another_kind_than_the_groups_targets_is_refused() {
        var balancer = site.balancer(group);

        assertThatThrownBy(() -> balancer.admit("10.0.0.1")).isInstanceOfSatisfying(BalancerException.class, e -> {
            assertThat(e.passing()).isFalse();
            assertThat(e.failure().sentence()).contains("10.0.0.1", "its targets are instances");
        });
    }

    @Test
    void a_group_of_functions_is_refused() {
        group.type = "lambda";

        assertThatThrownBy(() -> site.balancer(group).pool()).hasMessageContaining("its target type is lambda");
    }

    private Balancer out() throws Exception {
        var balancer = site.balancer(group);
        balancer.drain(WEB_1);
        site.clock.seconds(30);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
        assertThat(balancer.pool().member(WEB_2))
                .hasValueSatisfying(m -> assertThat(m.rotation()).isEqualTo(Rotation.IN));
        return balancer;
    }

    private static MemberView view(Balancer balancer) throws Exception {
        return balancer.pool().member(WEB_1).orElseThrow();
    }
}
