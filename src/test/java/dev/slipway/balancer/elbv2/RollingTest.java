package dev.slipway.balancer.elbv2;

import static dev.slipway.balancer.elbv2.Site.WEB_1;
import static dev.slipway.balancer.elbv2.Site.WEB_2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.MemberView.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: no request is lost while every member leaves, is stopped, starts and comes back.
 *
 * <p>Method: each quarter of a second a request begins where the simulator sends it, which for some seconds also is a
 * target that has left, and lasts for a while. It is lost when its target is stopped meanwhile, or was already.
 */
class RollingTest {
    private static final Duration TICK = Duration.ofMillis(250);

    private final Site site;
    private final SimulatedGroup group;
    private final List<Request> inFlight = new ArrayList<>();
    private final List<Request> lost = new ArrayList<>();
    private final Set<String> stopped = new HashSet<>();
    private int answered;

    RollingTest() throws Exception {
        site = new Site();
        group = site.twoTargets();
    }

    private record Request(String target, Instant ends) {}

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        // the group's delay, what the operator says is enough, for how long requests come late, how long each lasts
        "60, , 8, 50",
        "0, , 8, 1",
        "300, PT20S, 8, 10",
    })
    void nothing_is_lost(int delay, String enough, int late, int lasts) throws Exception {
        group.delay = Duration.ofSeconds(delay);
        group.late = Duration.ofSeconds(late);
        var options = enough == null ? Map.<String, String>of() : Map.of("enoughDraining", enough);
        var balancer = site.balancer(options, List.of(WEB_1, WEB_2), group);
        for (var member : List.of(WEB_1, WEB_2)) {
            until(balancer, member, Rotation.OUT, lasts);
            stopped.add(member);
            lose(member);
            tick(lasts);
            stopped.remove(member);
            until(balancer, member, Rotation.IN, lasts);
        }

        assertThat(lost).isEmpty();
        assertThat(answered).isGreaterThan(100);
        assertThat(balancer.pool().inService()).isEqualTo(2);
    }

    private void until(Balancer balancer, String member, Rotation wanted, int lasts) throws Exception {
        for (var turn = 0; turn < 4000; turn++) {
            if (wanted == Rotation.OUT) {
                balancer.drain(member);
            } else {
                balancer.admit(member);
            }
            if (balancer.pool().member(member).orElseThrow().rotation() == wanted) {
                return;
            }
            tick(lasts);
        }
        throw new AssertionError(member + " is not " + wanted);
    }

    private void tick(int lasts) {
        site.clock.move(TICK);
        var target = group.next().orElseThrow().id();
        inFlight.add(new Request(target, site.clock.instant().plusSeconds(lasts)));
        if (stopped.contains(target)) {
            lose(target);
        }
        var before = inFlight.size();
        inFlight.removeIf(request -> !request.ends().isAfter(site.clock.instant()));
        answered += before - inFlight.size();
    }

    private void lose(String target) {
        inFlight.stream().filter(request -> request.target().equals(target)).forEach(lost::add);
        inFlight.removeIf(request -> request.target().equals(target));
    }
}
