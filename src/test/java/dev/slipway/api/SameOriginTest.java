package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.PublicUrl;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SameOriginTest {
    private final SameOrigin guard = new SameOrigin(new PublicUrl(Optional.of("https://slipway.example.com")));

    @Test
    void programs_and_own_pages_may() {
        assertThat(guard.objection("127.0.0.1:8080", null, null, true)).isEmpty();
        assertThat(guard.objection("[::1]:8080", "http://[::1]:8080", "same-origin", true))
                .isEmpty();
        assertThat(guard.objection("localhost:8080", "https://slipway.example.com", null, true))
                .isEmpty();
        assertThat(guard.objection("slipway:8080", null, "none", true)).isEmpty();
    }

    @Test
    void pages_of_others_may_read_nothing_new_and_change_nothing() {
        assertThat(guard.objection("localhost:8080", "http://evil.example", null, true))
                .isPresent();
        assertThat(guard.objection("localhost:8080", "null", null, true)).isPresent();
        assertThat(guard.objection("localhost:8080", "http://localhost:3000", null, true))
                .isPresent();
        assertThat(guard.objection("localhost:8080", null, "cross-site", true)).isPresent();
        assertThat(guard.objection("localhost:8080", null, "cross-site", false)).isEmpty();
    }

    @Test
    void a_name_that_was_made_to_point_here_is_refused_even_for_reading() {
        assertThat(guard.objection("evil.example:8080", "http://evil.example:8080", "same-origin", false))
                .isPresent();
        assertThat(guard.objection("slipway.example.com", null, null, false)).isEmpty();
    }
}
