package dev.slipway.balancer.elbv2;

import static dev.slipway.balancer.elbv2.Site.WEB_1;
import static dev.slipway.balancer.elbv2.Site.WEB_2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.MemberView.Rotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: however many fleets are deployed at once, AWS never has to refuse a call because there are too many.
 *
 * <p>Method: the simulator has AWS' token buckets, on real time, while the test moves the time of everything else much
 * faster than it really goes: that asks more of the pace than ten real fleets do.
 */
class TenFleetsTest {
    private static final int FLEETS = 10;
    private static final int TURNS = 400;

    private final Site site;

    TenFleetsTest() throws Exception {
        site = new Site();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void fleets_of_one_group_share_each_answer() throws Exception {
        var group = site.twoTargets();
        var all = new ArrayList<Balancer>();
        for (var i = 0; i < FLEETS; i++) {
            all.add(site.balancer(group));
        }
        for (var second = 0; second < 60; second++) {
            for (var one : all) {
                assertThat(one.pool().inService()).isEqualTo(2);
            }
            site.clock.seconds(1);
        }

        assertThat(site.aws.calls("DescribeTargetHealth")).hasSizeBetween(10, 12); // every five to six seconds
        assertThat(site.aws.calls("DescribeTargetGroups")).hasSize(1);
    }

    @Test
    void whoever_looks_while_another_asks_gets_that_answer() throws Exception {
        var group = site.twoTargets();
        everyone(FLEETS, number -> site.balancer(group).pool().inService());

        assertThat(site.aws.calls("DescribeTargetHealth")).hasSize(1);
    }

    @Test
    void ten_fleets_that_drain_at_once_never_meet_a_throttle() throws Exception {
        everyone(FLEETS, number -> {
            var group = site.aws.group("shop-" + number).with(WEB_1).with(WEB_2);
            group.delay = Duration.ofSeconds(10);
            takeOut(site.balancer(Map.of(), List.of(WEB_1, WEB_2), group));
            return group;
        });

        assertThat(site.aws.throttled()).isZero();
        assertThat(site.aws.calls("DeregisterTargets")).hasSize(FLEETS);
    }

    /** As the engine does it: a turn, a look, and again. */
    private void takeOut(Balancer balancer) throws Exception {
        for (var turn = 0; turn < TURNS; turn++) {
            balancer.drain(WEB_1);
            if (balancer.pool().member(WEB_1).orElseThrow().rotation() == Rotation.OUT) {
                return;
            }
            site.clock.move(Duration.ofMillis(250));
        }
        throw new AssertionError("not out after " + TURNS + " turns");
    }

    private static <T> List<T> everyone(int many, Each<T> each) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var under = new ArrayList<Callable<T>>();
            for (var i = 0; i < many; i++) {
                var number = i;
                under.add(() -> each.call(number));
            }
            var done = new ArrayList<T>();
            for (var one : threads.invokeAll(under)) {
                done.add(one.get());
            }
            return done;
        }
    }

    @FunctionalInterface
    private interface Each<T> {
        T call(int number) throws Exception;
    }
}
