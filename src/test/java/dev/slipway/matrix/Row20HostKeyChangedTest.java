package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.node.NodeException.Kind;
import dev.slipway.real.RealNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Goal: a server whose host key changed is refused, and is offered neither a key nor a password.
 *
 * <p>Method: a server in this process counts what it is offered. It is known and logged in to; then it shows another
 * key.
 */
class Row20HostKeyChangedTest {
    @Test
    void it_is_refused_and_offered_nothing() throws Exception {
        try (var odd = new OddSshd()) {
            String pinned = odd.hostKey();
            try (var node = odd.nodes().connect(odd.node(pinned), RealNode.fence(1))) {
                int offers = odd.offers();
                assertThat(offers).isPositive();
                odd.changeHostKey();
                odd.hangUp();

                for (int i = 0; i < 3; i++) {
                    // The first may still find the connection that has just been ended.
                    RealNode.kindOf(() -> node.status("j", Duration.ZERO));
                }
                assertThat(RealNode.kindOf(() -> node.status("j", Duration.ZERO)))
                        .isEqualTo(Kind.HOST_KEY);
                assertThat(RealNode.kindOf(() -> odd.nodes()
                                .connect(odd.node(pinned), RealNode.fence(1))
                                .close()))
                        .isEqualTo(Kind.HOST_KEY);
                assertThat(odd.offers()).isEqualTo(offers);
            }
        }
    }

    @Test
    void without_a_pinned_key_it_is_shown_and_offered_nothing() throws Exception {
        try (var odd = new OddSshd()) {
            assertThat(odd.nodes().hostKey(odd.node("ecdsa-sha2-nistp256 AAAA")))
                    .isNotEmpty();
            assertThat(odd.offers()).isZero();
        }
    }
}
