package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.node.NodeException.Kind;
import dev.slipway.real.RealNode;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Goal: a server that lets us in, answers keep-alives and then never ends the answer to a command is an error, by our
 * own deadline, which closes the connection.
 *
 * <p>Method: an SSH server in this process; one command gets no answer at all, another one byte every 100 ms.
 */
class Row19ServerHangsTest {
    @Test
    void our_own_deadline_closes_the_connection() throws Exception {
        try (var odd = new OddSshd();
                var crew = Executors.newVirtualThreadPerTaskExecutor();
                var mute = odd.nodes().connect(odd.node(odd.hostKey()), RealNode.fence(1));
                var drip = odd.nodes().connect(odd.node(odd.hostKey()), RealNode.fence(1))) {
            assertThat(odd.sessions()).isEqualTo(2);

            var first = crew.submit(() -> RealNode.kindOf(() -> mute.ask("mute", Duration.ofSeconds(1))));
            var second = crew.submit(() -> RealNode.kindOf(() -> drip.ask("drip", Duration.ofSeconds(1))));

            assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo(Kind.NO_ANSWER);
            assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(Kind.NO_ANSWER);
            await().atMost(RealNode.SOON).until(() -> odd.sessions() == 0);
        }
    }
}
