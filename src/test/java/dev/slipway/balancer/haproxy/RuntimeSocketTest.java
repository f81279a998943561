package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.slipway.balancer.BalancerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RuntimeSocketTest {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CopyOnWriteArrayList<AutoCloseable> accepted = new CopyOnWriteArrayList<>();

    RuntimeSocketTest() throws IOException {}

    @AfterEach
    void stop() throws Exception {
        listener.close();
        for (var socket : accepted) {
            socket.close();
        }
    }

    @Test
    void a_process_that_accepts_and_never_answers_is_given_up_at_the_deadline() {
        acceptAnd(false);

        var failure =
                catchThrowableOfType(BalancerException.class, () -> socket(200).ask("show info"));

        assertThat(failure.passing()).isTrue();
        assertThat(failure.failure().answered()).startsWith("no answer within");
    }

    @Test
    void an_answer_without_an_end_is_given_up_at_4_MiB() {
        acceptAnd(true);

        var failure = catchThrowableOfType(
                BalancerException.class, () -> socket(20_000).ask("show info"));

        assertThat(failure.passing()).isFalse();
        assertThat(failure.failure().answered()).isEqualTo("more than 4 MiB");
    }

    @Test
    void an_interrupt_ends_the_wait_at_once() throws Exception {
        acceptAnd(false);
        var ended = new AtomicReference<Exception>();
        var thread = Thread.startVirtualThread(() -> {
            try {
                socket(20_000).ask("show info");
            } catch (BalancerException | InterruptedException e) {
                ended.set(e);
            }
        });
        await().until(() -> !accepted.isEmpty());
        thread.interrupt();

        assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void a_socket_file_that_is_not_there_may_come_back() {
        var missing = new RuntimeSocket(Endpoint.parse("unix:///nowhere/haproxy.sock"), Duration.ofSeconds(5));

        var failure = catchThrowableOfType(BalancerException.class, () -> missing.ask("show info"));

        assertThat(failure.passing()).isTrue();
        assertThat(failure.failure().sentence()).contains("unix:///nowhere/haproxy.sock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1:9999", "tcp://10.0.0.1", "unix://relative", "10.0.0.1:9999", "tcp://:1"})
    void an_endpoint_of_another_kind_is_refused(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private RuntimeSocket socket(int millis) {
        return new RuntimeSocket(
                Endpoint.parse("tcp://127.0.0.1:" + listener.getLocalPort()), Duration.ofMillis(millis));
    }

    private void acceptAnd(boolean flood) {
        Thread.startVirtualThread(() -> {
            try {
                var socket = listener.accept();
                accepted.add(socket);
                while (flood) {
                    socket.getOutputStream().write("and more\n".repeat(1000).getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException _) {
                // closed by the other side, or by the end of the test
            }
        });
    }
}
