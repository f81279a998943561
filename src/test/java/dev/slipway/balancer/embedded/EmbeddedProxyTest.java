package dev.slipway.balancer.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.SmallFleet;
import dev.slipway.balancer.embedded.EmbeddedProxy.Member;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedProxyTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer app;
    private final EmbeddedProxy proxy;
    private final HttpClient visitor = HttpClient.newHttpClient();

    EmbeddedProxyTest() throws Exception {
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        app.start();
        proxy = EmbeddedProxy.start(
                vertx,
                0,
                List.of(new Member("web-1", "127.0.0.1", app.getAddress().getPort())));
    }

    @AfterEach
    void stop() throws Exception {
        visitor.close();
        proxy.close();
        app.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void streams_a_long_body_there_and_back_unchanged() throws Exception {
        app.createContext("/echo", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                exchange.getRequestBody().transferTo(out);
            }
        });
        var sent = new byte[3_000_000];
        new Random(42).nextBytes(sent);

        var chunked = HttpRequest.newBuilder(uri("/echo"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(sent)))
                .build();

        assertThat(visitor.send(chunked, BodyHandlers.ofByteArray()).body()).isEqualTo(sent);
        assertThat(proxy.counters().served()).isEqualTo(1);
    }

    @Test
    void half_an_answer_does_not_look_like_a_whole_one() {
        app.createContext("/half", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("half".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            throw new IOException("the process dies here");
        });

        assertThatThrownBy(
                        () -> visitor.send(HttpRequest.newBuilder(uri("/half")).build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        turns(() -> proxy.counters().failed() == 1 && inFlight() == 0);
    }

    @Test
    void a_visitor_who_goes_away_is_no_failure_and_no_longer_in_flight() throws Exception {
        var over = new AtomicBoolean();
        app.createContext("/slow", exchange -> {
            await().atMost(Duration.ofSeconds(20)).untilTrue(over);
            exchange.sendResponseHeaders(200, -1);
        });
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            turns(() -> inFlight() == 1);
        }

        turns(() -> proxy.counters().aborted() == 1 && inFlight() == 0);
        over.set(true);
        assertThat(proxy.counters().failed()).isZero();
    }

    @Test
    void passes_the_status_the_headers_and_the_hosts_name() throws Exception {
        app.createContext("/moved", exchange -> {
            exchange.getResponseHeaders()
                    .add("Location", "/to/" + exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        var answer = visitor.send(HttpRequest.newBuilder(uri("/moved")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("/to/127.0.0.1:" + proxy.port());
    }

    /**
     * Goal: taking members out and in under load drops nothing.
     *
     * <p>Method: visitors send requests all the time while each member in turn is drained, waited for and admitted.
     */
    @Test
    void no_request_fails_while_members_are_drained_in_turn() throws Exception {
        try (var fleet = new SmallFleet();
                var visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            var members = fleet.ports().entrySet().stream()
                    .map(m -> new Member(m.getKey(), "127.0.0.1", m.getValue()))
                    .toList();
            try (var busy = EmbeddedProxy.start(vertx, 0, members)) {
                var over = new AtomicBoolean();
                for (var i = 0; i < 8; i++) {
                    var _ = visitors.submit(() -> {
                        while (!over.get()) {
                            fleet.visit(busy.port());
                        }
                        return true;
                    });
                }
                for (var round = 0; round < 20; round++) {
                    for (var member : List.of("web-1", "web-2")) {
                        var before = busy.counters().served();
                        busy.pool().drain(member);
                        turns(() -> busy.members().stream()
                                .anyMatch(m -> m.name().equals(member) && m.rotation() == Rotation.OUT));
                        turns(() -> busy.counters().served() > before + 10);
                        busy.pool().admit(member);
                    }
                }
                over.set(true);
                assertThat(busy.counters().failed()).isZero();
            }
        }
    }

    private int inFlight() {
        return proxy.members().getFirst().inFlight();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + proxy.port() + path);
    }

    private static void turns(Callable<Boolean> turn) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(turn);
    }
}
