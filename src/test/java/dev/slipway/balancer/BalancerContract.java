package dev.slipway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.balancer.MemberView.Rotation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * Goal: the engine may rely on every driver in the same way.
 *
 * <p>Method: a driver's test extends this and supplies a real balancer, or its simulator, with the members
 * {@code web-1} and {@code web-2}, both in. Where a product differs, the test says so by overriding what is expected.
 */
public abstract class BalancerContract {
    protected abstract Balancer balancer();

    /** Sends a request through the balancer (in turn through each of its instances) and says which member answered. */
    protected abstract String request() throws Exception;

    /** Begins requests until one stays in flight on the member; those on others may end or stay. */
    protected abstract void hold(String member) throws Exception;

    /** Ends all requests that are held. */
    protected abstract void release();

    /** What the balancer was told about the member is lost behind our back, as by a reload. */
    protected abstract void forget(String member) throws Exception;

    /** A member; a product that knows only addresses names it so. */
    protected String member() {
        return "web-1";
    }

    /** The other member. */
    protected String other() {
        return "web-2";
    }

    /** What each member weighs; -1 where the product has no weights. */
    protected int weight() {
        return 1;
    }

    /** Whether the product tells how many requests are in flight. */
    protected boolean tellsInFlight() {
        return true;
    }

    @Test
    void lists_all_members_with_their_weights() throws Exception {
        var pool = balancer().pool();

        assertThat(pool.members()).extracting(MemberView::name).containsExactly(member(), other());
        assertThat(pool.members()).allMatch(m -> m.rotation() == Rotation.IN);
        assertThat(pool.members()).allMatch(m -> m.weight() == weight());
        assertThat(pool.members()).allMatch(m -> m.inFlight() == (tellsInFlight() ? 0 : -1));
        assertThat(pool.members()).noneMatch(m -> m.said().isBlank());
        assertThat(pool.inService()).isEqualTo(2);
    }

    @Test
    void draining_twice_is_the_same_as_once() throws Exception {
        takeOut(member());
        balancer().drain(member());
        balancer().drain(member());

        assertThat(rotation(member())).isEqualTo(Rotation.OUT);
        assertThat(rotation(other())).isEqualTo(Rotation.IN);
    }

    @Test
    void new_requests_avoid_a_member_as_soon_as_it_is_drained() throws Exception {
        balancer().drain(member());

        assertThat(tenRequests()).containsExactly(other());
    }

    @Test
    void a_request_in_flight_keeps_a_member_draining_until_it_ends() throws Exception {
        hold(member());
        balancer().drain(member());
        balancer().drain(member());

        var draining = view(member());
        assertThat(draining.rotation()).isEqualTo(Rotation.DRAINING);
        if (tellsInFlight()) {
            assertThat(draining.inFlight()).isPositive();
        }

        release();
        takeOut(member());
        assertThat(view(member()).inFlight()).isEqualTo(tellsInFlight() ? 0 : -1);
    }

    @Test
    void an_admitted_member_takes_requests_again() throws Exception {
        takeOut(member());
        bringIn(member());

        assertThat(tenRequests()).containsExactlyInAnyOrder(member(), other());
    }

    @Test
    void admitting_a_member_that_is_in_changes_nothing() throws Exception {
        balancer().admit(member());
        balancer().admit(member());

        assertThat(rotation(member())).isEqualTo(Rotation.IN);
    }

    @Test
    void a_drain_that_was_forgotten_shows_and_is_asked_for_again() throws Exception {
        takeOut(member());
        forget(member());
        assertThat(rotation(member())).isNotEqualTo(Rotation.OUT);

        takeOut(member());
        assertThat(tenRequests()).containsExactly(other());
    }

    @Test
    void an_unknown_member_is_refused_by_name() {
        assertThatThrownBy(() -> balancer().drain("web-9")).isInstanceOfSatisfying(BalancerException.class, e -> {
            assertThat(e.failure().sentence()).contains("web-9");
            assertThat(e.passing()).isFalse();
        });
        assertThatThrownBy(() -> balancer().admit("web-9")).isInstanceOf(BalancerException.class);
    }

    /** Drains, as the engine does, on each turn until it is so. */
    protected final void takeOut(String member) {
        turns(() -> {
            balancer().drain(member);
            return rotation(member) == Rotation.OUT;
        });
    }

    /** Admits, as the engine does, on each turn until it is so and proven. */
    protected final void bringIn(String member) {
        turns(() -> {
            balancer().admit(member);
            return rotation(member) == Rotation.IN && view(member).proven();
        });
    }

    /** What the pool says of the member. */
    protected final MemberView view(String member) throws Exception {
        return balancer().pool().member(member).orElseThrow();
    }

    protected final Rotation rotation(String member) throws Exception {
        return view(member).rotation();
    }

    protected final Set<String> tenRequests() throws Exception {
        var answered = new HashSet<String>();
        for (var i = 0; i < 10; i++) {
            answered.add(request());
        }
        return answered;
    }

    /** Waits with short turns. */
    protected static void turns(Callable<Boolean> turn) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(turn);
    }
}
