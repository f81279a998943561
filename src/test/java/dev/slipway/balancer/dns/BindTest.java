package dev.slipway.balancer.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemberView.Rotation;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goal: the driver works with BIND. Method: the shared contract, BIND's own way of refusing, and a secondary that lags.
 */
class BindTest extends DnsContract {
    @Override
    protected RealDns launch() throws Exception {
        return RealDns.bind();
    }

    @Test
    void a_key_without_a_grant_is_told_which_grant_it_needs() {
        refuses(open(Map.of("keyName", "idle")), "REFUSED", "grant idle name shop.example.com. A AAAA;");
    }

    @Test
    void a_member_is_out_or_in_only_when_every_server_says_so() throws Exception {
        try (var secondary = RealDns.secondaryOf(server())) {
            var edge = open(
                    Map.of(),
                    List.of(server().endpoint(), secondary.endpoint()),
                    List.of("127.0.0.2", "127.0.0.3"),
                    Clock.systemUTC());

            edge.drain("127.0.0.2");
            var lagging = edge.pool().member("127.0.0.2").orElseThrow();
            assertThat(lagging.rotation()).isEqualTo(Rotation.DRAINING);
            assertThat(lagging.said()).contains("answered by " + secondary.endpoint() + " alone");

            turns(() -> {
                edge.drain("127.0.0.2");
                return edge.pool().member("127.0.0.2").orElseThrow().rotation() == Rotation.OUT;
            });
            assertThat(secondary.addresses()).containsExactly("127.0.0.3");

            turns(() -> {
                edge.admit("127.0.0.2");
                return edge.pool().member("127.0.0.2").orElseThrow().rotation() == Rotation.IN;
            });
            assertThat(secondary.addresses()).containsExactly("127.0.0.2", "127.0.0.3");
        }
    }
}
