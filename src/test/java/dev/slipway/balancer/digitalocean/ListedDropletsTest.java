package dev.slipway.balancer.digitalocean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Goal: a load balancer with a list of its own is driven as DigitalOcean describes it, and each of its refusals says
 * what to do.
 *
 * <p>Method: the shared contract against a fake that keeps the list and takes only requests of the described shape;
 * then the answers that DigitalOcean is known to give.
 */
class ListedDropletsTest extends DigitaloceanContract {
    private static final String BUSY =
            FakeDigitalocean.message("forbidden", "Load Balancer can't be updated while it processes previous actions");

    @Override
    protected @Nullable String tag() {
        return null;
    }

    @Test
    void a_droplet_that_left_is_shown_by_those_who_did_not_see_it_leave() throws Exception {
        balancer().drain("101");

        assertThat(view("101").rotation()).isEqualTo(Rotation.DRAINING);
        assertThat(view("101").said()).contains("s more are waited");
        assertThat(open().pool().member("101").map(MemberView::rotation)).contains(Rotation.OUT);
    }

    @Test
    void one_change_is_one_request() throws Exception {
        balancer().drain("101");
        balancer().drain("101");
        balancer().admit("101");
        balancer().admit("101");

        assertThat(fake().changes()).containsExactly("DELETE [101]", "POST [101]");
    }

    @Test
    void a_droplet_that_came_back_and_was_taken_off_by_somebody_else_is_waited_for_again() throws Exception {
        takeOut("101");
        forget("101");
        balancer().pool();
        fake().byHand(101, false);

        balancer().drain("101");

        assertThat(view("101").rotation()).isEqualTo(Rotation.DRAINING);
    }

    @Test
    void the_last_droplet_stays() throws Exception {
        balancer().drain("101");

        var refused = refused(() -> balancer().drain("102"));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence()).contains("102", "the only one on the list");
        assertThat(fake().visit()).isEqualTo("102");
    }

    @Test
    void a_load_balancer_that_is_busy_is_asked_again_and_one_that_forbids_is_not() {
        fake().refuse("DELETE", 403, BUSY, Map.of());
        fake().refuse("DELETE", 403, FakeDigitalocean.message("forbidden", "You are not authorized"), Map.of());

        assertThat(refused(() -> balancer().drain("101")).passing()).isTrue();
        var forbidden = refused(() -> balancer().drain("101"));
        assertThat(forbidden.passing()).isFalse();
        assertThat(forbidden.failure().next()).contains("load_balancer:update");
    }

    @Test
    void a_limit_on_requests_says_how_long_it_lasts() {
        var now = Instant.parse("2026-01-01T00:00:00Z");
        fake().refuse("GET", 429, "{}", Map.of("retry-after", "7"));
        fake().refuse(
                        "GET",
                        429,
                        "{}",
                        Map.of(
                                "ratelimit-reset",
                                Long.toString(now.plusSeconds(600).getEpochSecond())));
        fake().refuse("GET", 500, FakeDigitalocean.message("server_error", "Unexpected"), Map.of());

        assertThat(refused(() -> balancer().pool()).retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(refused(() -> balancer().pool()).retryAfter().orElseThrow())
                .isBetween(Duration.ofSeconds(500), Duration.ofSeconds(600));
        assertThat(refused(() -> balancer().pool()).passing()).isTrue();
    }

    @Test
    void the_status_of_the_load_balancer_is_shown_and_nothing_leaves_unless_it_is_active() throws Exception {
        fake().status("errored");

        assertThat(view("101").rotation()).isEqualTo(Rotation.FAILING);
        assertThat(view("101").said()).contains("errored");
        assertThat(refused(() -> balancer().drain("101")).passing()).isFalse();
        fake().status("new");
        assertThat(refused(() -> balancer().drain("101")).passing()).isTrue();
        assertThat(fake().changes()).isEmpty();
    }

    @Test
    void a_wrong_token_is_told_without_showing_it_and_a_new_one_needs_no_restart() throws Exception {
        Files.writeString(token(), "dop_v1_expired");
        var refused = refused(() -> balancer().pool());
        Files.writeString(token(), FakeDigitalocean.TOKEN);

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().toString())
                .contains("401", "make a new one")
                .doesNotContain("dop_v1_");
        assertThat(balancer().pool().inService()).isEqualTo(2);
    }

    @Test
    void fleets_that_share_a_load_balancer_take_turns_at_changing_it() throws Exception {
        fake().byHand(103, true);
        fake().byHand(104, true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var changes = List.of("101", "103", "104").stream()
                    .map(droplet -> threads.submit(() -> {
                        open().drain(droplet);
                        return droplet;
                    }))
                    .toList();
            for (var change : changes) {
                change.get();
            }
        }

        assertThat(fake().changes()).hasSize(3);
        assertThat(fake().overlapped()).isFalse();
        assertThat(fake().visit()).isEqualTo("102");
    }

    @Test
    void nothing_is_said_of_a_server_that_does_not_answer_but_that() throws IOException {
        fake().close();

        assertThat(refused(() -> balancer().drain("101")).passing()).isTrue();
    }

    private static BalancerException refused(ThrowingCallable call) {
        return catchThrowableOfType(BalancerException.class, call);
    }
}
