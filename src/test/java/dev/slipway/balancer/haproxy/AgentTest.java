package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.real.RealHaproxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: an agent that says {@code ready} cannot cancel our drain, and is listened to again afterwards.
 *
 * <p>Method: every server has an agent check, asked each 50 ms.
 */
class AgentTest extends HaproxyContract {
    private final ServerSocket agent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String word = "ready";

    AgentTest() throws Exception {
        Thread.startVirtualThread(this::speak);
    }

    @Override
    protected List<RealHaproxy> launch(Map<String, Integer> servers) throws Exception {
        return List.of(RealHaproxy.start(
                servers, "", "agent-check agent-addr 127.0.0.1 agent-inter 50ms agent-port " + agent.getLocalPort()));
    }

    @Override
    protected List<String> endpoints(List<RealHaproxy> running) {
        return List.of(running.getFirst().tcpEndpoint());
    }

    @AfterEach
    void stopAgent() throws IOException {
        agent.close();
    }

    @Test
    void a_ready_agent_does_not_cancel_a_drain() {
        takeOut("web-1");
        var before = asked.get();

        turns(() -> {
            assertThat(rotation("web-1")).isEqualTo(Rotation.OUT);
            return asked.get() > before + 10; // the agent of web-2 is still asked
        });
    }

    @Test
    void the_agent_is_listened_to_again_once_the_member_is_in() {
        takeOut("web-1");
        bringIn("web-1");
        word = "drain";

        turns(() -> rotation("web-1") == Rotation.DRAINING);
    }

    private void speak() {
        while (!agent.isClosed()) {
            try (var socket = agent.accept()) {
                asked.incrementAndGet();
                socket.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                // HAProxy hung up, or the test is over
            }
        }
    }
}
