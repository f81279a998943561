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
 * {@code web-1} and {@code web-2}, both in.
 */
public abstract class BalancerContract {
    private static final String MEMBER = "web-1";
    private static final String OTHER = "web-2";

    protected abstract Balancer balancer();

    /** Sends a request through the balancer (in turn through each of its instances) and says which member answered. */
    protected abstract String request() throws Exception;

    /** Begins requests until one stays in flight on the member; those on others may end or stay. */
    protected abstract void hold(String member) throws Exception;

    /** Ends all requests that are held. */
    protected abstract void release();

    /** What the balancer was told about the member is lost behind our back, as by a reload. */
    protected abstract void forget(String member) throws Exception;

    /** The weight of each member; -1 for a product without weights. */
    protected int weight() {
        return 1;
    }

    /** Whether the product tells how many requests are in flight on a member. */
    protected boolean countsRequests() {
        return true;
    }

    /** Whether the product knows a member that is out; otherwise one that it never had is out like any other. */
    protected boolean knowsThoseThatAreOut() {
        return true;
    }

    @Test
    void lists_all_members_with_their_weights() throws Exception {
        var pool = balancer().pool();

        assertThat(pool.members()).extracting(MemberView::name).containsExactly(MEMBER, OTHER);
        assertThat(pool.members()).allMatch(m -> m.rotation() == Rotation.IN);
        assertThat(pool.members()).allMatch(m -> m.weight() == weight());
        assertThat(pool.members()).allMatch(m -> m.inFlight() == (countsRequests() ? 0 : -1));
        assertThat(pool.members()).noneMatch(m -> m.said().isBlank());
        assertThat(pool.inService()).isEqualTo(2);
    }

    @Test
    void draining_twice_is_the_same_as_once() throws Exception {
        takeOut(MEMBER);
        balancer().drain(MEMBER);
        balancer().drain(MEMBER);

        assertThat(rotation(MEMBER)).isEqualTo(Rotation.OUT);
        assertThat(rotation(OTHER)).isEqualTo(Rotation.IN);
    }

    @Test
    void new_requests_avoid_a_member_as_soon_as_it_is_drained() throws Exception {
        balancer().drain(MEMBER);

        assertThat(tenRequests()).containsExactly(OTHER);
    }

    @Test
    void a_request_in_flight_keeps_a_member_draining_until_it_ends() throws Exception {
        hold(MEMBER);
        balancer().drain(MEMBER);
        balancer().drain(MEMBER);

        var draining = view(MEMBER);
        assertThat(draining.rotation()).isEqualTo(Rotation.DRAINING);
        if (countsRequests()) {
            assertThat(draining.inFlight()).isPositive();
        }

        release();
        takeOut(MEMBER);
        if (countsRequests()) {
            assertThat(view(MEMBER).inFlight()).isZero();
        }
    }

    @Test
    void an_admitted_member_takes_requests_again() throws Exception {
        takeOut(MEMBER);
        bringIn(MEMBER);

        assertThat(tenRequests()).containsExactlyInAnyOrder(MEMBER, OTHER);
    }

    @Test
    void admitting_a_member_that_is_in_changes_nothing() throws Exception {
        balancer().admit(MEMBER);
        balancer().admit(MEMBER);

        assertThat(rotation(MEMBER)).isEqualTo(Rotation.IN);
    }

    @Test
    void a_drain_that_was_forgotten_shows_and_is_asked_for_again() throws Exception {
        takeOut(MEMBER);
        forget(MEMBER);
        assertThat(rotation(MEMBER)).isNotEqualTo(Rotation.OUT);

        takeOut(MEMBER);
        assertThat(tenRequests()).containsExactly(OTHER);
    }

    @Test
    void an_unknown_member_is_refused_by_name() throws Exception {
        if (!knowsThoseThatAreOut()) {
            takeOut("web-9");
            return;
        }
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
