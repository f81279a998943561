package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: nothing starts that would send the database's password in the clear or believe any proxy. */
class TransportTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.com/slipway",
                "jdbc:postgresql://db.example.com/slipway?sslmode=prefer",
                "jdbc:postgresql://10.0.0.5:5432/slipway?sslmode=disable&password=hunter2hunter2",
                "jdbc:postgresql://127.0.0.1,db.example.com/slipway",
                "jdbc:postgresql://[2001:db8::1]:5432/slipway?user=u&sslmode=allow",
                "jdbc:postgresql://127.0.0.1.example.com/slipway",
            })
    void a_database_that_could_be_reached_without_tls_is_refused(String url) {
        assertThatThrownBy(() -> to(url, false).check())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("sslmode=verify-full")
                .hasMessageContaining("slipway.database.plain=true")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.com/slipway?sslmode=verify-full",
                "jdbc:postgresql://a.example.com,b.example.com/slipway?sslmode=require&targetServerType=primary",
                "jdbc:postgresql://localhost:5433/slipway",
                "jdbc:postgresql://127.0.0.1/slipway?sslmode=disable",
                "jdbc:postgresql://[::1]:5432/slipway",
                "jdbc:postgresql:slipway",
            })
    void one_with_tls_or_on_this_machine_is_taken(String url) {
        assertThatCode(() -> to(url, false).check()).doesNotThrowAnyException();
    }

    @Test
    void the_operator_may_say_that_the_network_is_private() {
        assertThatCode(() -> to("jdbc:postgresql://db/slipway", true).check()).doesNotThrowAnyException();
    }

    @Test
    void headers_of_a_proxy_are_believed_from_declared_ones_alone() {
        assertThatThrownBy(() -> new Transport(Optional.empty(), false, true, Optional.empty()).check())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("quarkus.http.proxy.trusted-proxies");
        assertThatCode(() -> new Transport(Optional.empty(), false, true, Optional.of("10.0.0.1")).check())
                .doesNotThrowAnyException();
    }

    @Test
    void the_embedded_database_needs_nothing() {
        assertThat(new Transport(Optional.empty(), false, false, Optional.empty()))
                .satisfies(transport -> transport.check());
    }

    private static Transport to(String url, boolean plain) {
        return new Transport(Optional.of(url), plain, false, Optional.empty());
    }
}
