package dev.slipway.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstStartTest {
    @Test
    void a_short_token_is_refused_without_telling_it() {
        assertThat(FirstStart.objectionToToken("hunter2hunter2"))
                .get()
                .asString()
                .contains("slipway.bootstrap-token")
                .doesNotContain("hunter2");
        assertThat(FirstStart.objectionToToken("0123456789abcdef0123456789abcdef"))
                .isEmpty();
    }

    @Test
    void a_slipway_that_is_open_to_all_listens_on_loopback_alone() {
        assertThat(FirstStart.objectionToOpen("127.0.0.1")).isEmpty();
        assertThat(FirstStart.objectionToOpen("localhost")).isEmpty();
        assertThat(FirstStart.objectionToOpen("::1")).isEmpty();
        for (var host : new String[] {"0.0.0.0", "::", "10.4.0.5", "192.0.2.7"}) {
            assertThat(FirstStart.objectionToOpen(host))
                    .as(host)
                    .get()
                    .asString()
                    .contains("slipway.access.open", host);
        }
    }
}
