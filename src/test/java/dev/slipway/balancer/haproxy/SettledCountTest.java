package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.BalancerSpec.Reenter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Goal: a drained server is closed only on a count that every thread of HAProxy has had its say in.
 *
 * <p>Method: a socket that answers as HAProxy does when one of its threads stands between choosing a server and
 * counting the request: 0 to whoever only asks, the true count to whoever makes it wait for its threads first.
 */
@Timeout(30)
class SettledCountTest {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int inFlight = 1;

    SettledCountTest() throws IOException {
        Thread.startVirtualThread(this::answer);
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    @Test
    void a_request_that_no_thread_has_counted_yet_keeps_the_server_from_maint() throws Exception {
        var socket =
                new RuntimeSocket(Endpoint.parse("tcp://127.0.0.1:" + listener.getLocalPort()), Duration.ofSeconds(5));
        var balancer = new HaproxyBalancer("edge", "shop", Reenter.PROOF, List.of(new Instance(socket, null, "shop")));

        balancer.drain("web-1");
        assertThat(asked).noneMatch(line -> line.contains("state maint"));

        inFlight = 0;
        balancer.drain("web-1");
        assertThat(asked).contains("set server shop/web-1 state maint");
    }

    private void answer() {
        while (!listener.isClosed()) {
            try (var client = listener.accept()) {
                var line = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine();
                asked.add(line);
                var text = line.startsWith("set ") ? "\n" : drained(line.startsWith("show fd 0;") ? inFlight : 0);
                client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                // closed: the test is over
            }
        }
    }

    private static String drained(int requests) {
        return """
                1
                # be_id srv_name srv_admin_state srv_op_state srv_uweight srv_check_state srv_agent_state
                3 web-1 8 2 1 0 0

                # pxname,svname,qcur,scur,status,lastchg
                shop,web-1,0,%d,DRAIN,5
                """.formatted(requests);
    }
}
