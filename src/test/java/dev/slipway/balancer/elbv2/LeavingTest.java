package dev.slipway.balancer.elbv2;

import static dev.slipway.balancer.elbv2.Site.WEB_1;
import static dev.slipway.balancer.elbv2.Site.WEB_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: no application is stopped while AWS may still send it requests, and none is waited for longer than that.
 *
 * <p>Method: the simulator's targets leave as AWS documents it, on a clock that the test moves.
 */
class LeavingTest {
    private final Site site;
    private final SimulatedGroup group;

    LeavingTest() throws Exception {
        site = new Site();
        group = site.twoTargets();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void a_target_is_draining_for_as_long_as_its_group_says() throws Exception {
        var balancer = site.balancer(group);
        balancer.drain(WEB_1);

        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        assertThat(view(balancer).said())
                .isEqualTo("draining (Target.DeregistrationInProgress), 302 s until it counts as out");
        site.clock.seconds(299);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);

        site.clock.seconds(7); // the delay is over, and so is the time for which an answer serves
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
        assertThat(view(balancer).said()).isEqualTo("not registered");
    }

    @Test
    void aws_may_go_on_saying_draining_after_the_delay() throws Exception {
        var balancer = site.balancer(group);
        balancer.drain(WEB_1);
        balancer.pool(); // the settings are known: five minutes
        group.delay = Duration.ofHours(1);

        site.clock.seconds(301);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        site.clock.seconds(1);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
    }

    @Test
    void a_target_without_delay_is_not_out_the_moment_the_call_returns() throws Exception {
        group.delay = Duration.ZERO;
        var balancer = site.balancer(group);
        balancer.drain(WEB_1);

        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        assertThat(view(balancer).said()).isEqualTo("not registered, 10 s until it counts as out");
        site.clock.seconds(9);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        site.clock.seconds(1);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
    }

    @Test
    void a_network_load_balancer_is_given_two_minutes_to_tell_its_own_nodes() throws Exception {
        group.delay = Duration.ZERO;
        group.protocol = "TCP";
        var balancer = site.balancer(group);
        balancer.drain(WEB_1);

        site.clock.seconds(119);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        site.clock.seconds(1);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
    }

    @Test
    void an_operator_may_say_that_less_is_enough() throws Exception {
        var balancer = site.balancer(Map.of("enoughDraining", "PT20S"), List.of(WEB_1, WEB_2), group);
        balancer.drain(WEB_1);

        site.clock.seconds(19);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        site.clock.seconds(1);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
        assertThat(view(balancer).said()).isEqualTo("draining (Target.DeregistrationInProgress)");
    }

    @Test
    void how_long_leaving_takes_is_known_beforehand() throws Exception {
        var admin = site.aws.group("admin").with(WEB_1).with(WEB_2);
        admin.delay = Duration.ofSeconds(30);

        assertThat(site.balancer(group, admin).pace().drain()).isEqualTo(Duration.ofSeconds(302));
        assertThat(site.balancer(Map.of("enoughDraining", "PT20S"), List.of(WEB_1), group)
                        .pace()
                        .drain())
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(site.balancer(Map.of("enoughDraining", "PT20M"), List.of(WEB_1), group)
                        .pace()
                        .drain())
                .as("more than the group waits is not waited for")
                .isEqualTo(Duration.ofSeconds(302));
    }

    @Test
    void after_a_restart_the_wait_begins_anew_and_ends_when_aws_is_done() throws Exception {
        site.balancer(group).drain(WEB_1);
        site.clock.seconds(200);
        site.restart();
        var balancer = site.balancer(group);

        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        balancer.drain(WEB_1);
        assertThat(site.aws.calls("DeregisterTargets")).hasSize(1);
        site.clock.seconds(50);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        site.clock.seconds(50);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
    }

    @Test
    void after_a_restart_nobody_knows_how_long_an_absent_target_has_been_so() throws Exception {
        group.delay = Duration.ZERO;
        site.balancer(group).drain(WEB_1);
        site.restart();
        var balancer = site.balancer(group);

        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        site.clock.seconds(10);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
    }

    @Test
    void a_target_that_nobody_looked_at_for_a_while_may_have_left_a_moment_ago() throws Exception {
        group.delay = Duration.ZERO;
        var balancer = site.balancer(group);
        group.deregister(new Target(WEB_1, group.port));
        balancer.pool();
        site.clock.seconds(10);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);

        site.clock.seconds(300);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
    }

    @Test
    void what_was_true_before_a_command_is_not_shown_after_it() throws Exception {
        var balancer = site.balancer(group);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.IN);
        balancer.drain(WEB_1);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        balancer.admit(WEB_1);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.FAILING);
        assertThat(view(balancer).said()).startsWith("initial (Elb.RegistrationInProgress)");
    }

    @Test
    void a_target_with_a_port_of_its_own_leaves_with_it() throws Exception {
        var shop = site.aws.group("ports").with(WEB_1, 8080).with(WEB_1, 8081).with(WEB_2, 8080);
        var member = WEB_1 + ":8080";
        var balancer = site.balancer(Map.of(), List.of(member), shop);
        balancer.drain(member);

        var call = site.aws.calls("DeregisterTargets").getFirst();
        assertThat(call.field("Targets.member.1.Id")).isEqualTo(WEB_1);
        assertThat(call.field("Targets.member.1.Port")).isEqualTo("8080");
        assertThat(balancer.pool().members())
                .extracting(MemberView::name, MemberView::rotation)
                .containsExactly(
                        tuple(member, Rotation.DRAINING),
                        tuple(WEB_1 + ":8081", Rotation.IN),
                        tuple(WEB_2 + ":8080", Rotation.IN));
    }

    @Test
    void a_member_without_the_port_it_is_registered_with_is_not_taken_for_gone() throws Exception {
        var shop = site.aws.group("ports").with(WEB_1, 8080).with(WEB_2, 8080);
        var balancer = site.balancer(shop);

        assertThat(view(balancer).rotation()).isEqualTo(Rotation.UNKNOWN);
        assertThatThrownBy(() -> balancer.drain(WEB_1)).isInstanceOfSatisfying(BalancerException.class, e -> {
            assertThat(e.passing()).isFalse();
            assertThat(e.failure().answered())
                    .isEqualTo("it is registered with port 8080, not with the group's own, 80");
            assertThat(e.failure().next()).contains(WEB_1 + ":8080");
        });
        assertThat(site.aws.calls("DeregisterTargets")).isEmpty();
    }

    @Test
    void the_last_healthy_target_stays() throws Exception {
        group.fit(WEB_2, false);
        site.clock.seconds(60);
        var balancer = site.balancer(group);

        assertThatThrownBy(() -> balancer.drain(WEB_1)).isInstanceOfSatisfying(BalancerException.class, e -> {
            assertThat(e.passing()).isFalse();
            assertThat(e.failure().sentence()).contains(WEB_1, "last");
        });
        balancer.drain(WEB_2); // nobody misses the unhealthy one
        assertThat(site.aws.calls("DeregisterTargets")).hasSize(1);
    }

    @Test
    void how_many_are_healthy_is_asked_again_before_one_leaves() throws Exception {
        var balancer = site.balancer(group);
        balancer.pool();
        group.force(WEB_2, new Health("unhealthy", "Target.Timeout", "Request timed out", null));
        site.clock.seconds(3); // the answer would still serve for a page

        assertThatThrownBy(() -> balancer.drain(WEB_1)).isInstanceOf(BalancerException.class);
        assertThat(site.aws.calls("DeregisterTargets")).isEmpty();
    }

    @Test
    void where_all_are_unhealthy_aws_sends_to_all_and_one_must_stay() throws Exception {
        group.fit(WEB_1, false);
        group.fit(WEB_2, false);
        site.clock.seconds(60);
        var balancer = site.balancer(group);
        balancer.drain(WEB_1);

        assertThatThrownBy(() -> balancer.drain(WEB_2)).isInstanceOf(BalancerException.class);
        assertThat(site.aws.calls("DeregisterTargets")).hasSize(1);
    }

    @Test
    void a_target_that_is_gone_is_not_an_error() throws Exception {
        site.aws.unknownTargetsAreErrors = true;
        group.delay = Duration.ZERO;
        var balancer = site.balancer(group);
        // Carried out, answered with 500, sent again by AWS' library, and then there is nobody to deregister.
        site.aws.failAfterwards("DeregisterTargets", 500, "InternalFailure");
        balancer.drain(WEB_1);

        assertThat(site.aws.calls("DeregisterTargets")).hasSize(2);
        site.clock.seconds(10);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
    }

    @Test
    void with_several_groups_the_least_good_counts() throws Exception {
        var admin = site.aws.group("admin").with(WEB_1).with(WEB_2);
        admin.delay = Duration.ofSeconds(30);
        var balancer = site.balancer(group, admin);
        balancer.drain(WEB_1);

        assertThat(site.aws.calls("DeregisterTargets"))
                .extracting(call -> call.field("TargetGroupArn"))
                .containsExactly(group.arn, admin.arn);
        site.clock.seconds(40);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.DRAINING);
        assertThat(view(balancer).said()).contains("in shop; not registered in admin");
        site.clock.seconds(280);
        assertThat(view(balancer).rotation()).isEqualTo(Rotation.OUT);
    }

    @Test
    void a_target_that_may_not_leave_one_group_leaves_none() throws Exception {
        var admin = site.aws.group("admin").with(WEB_1);
        var balancer = site.balancer(group, admin);

        assertThatThrownBy(() -> balancer.drain(WEB_1)).hasMessageContaining("admin");
        assertThat(site.aws.calls("DeregisterTargets")).isEmpty();
    }

    private static MemberView view(Balancer balancer) throws Exception {
        return balancer.pool().member(WEB_1).orElseThrow();
    }
}
