package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import dev.slipway.real.RealHaproxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: restarting every application in turn drops no request.
 *
 * <p>Method: visitors send requests all the time, HAProxy tries each once. Each application is really stopped and
 * started anew between its drain and its admission.
 */
class RollingTest {
    private final Map<String, HttpServer> apps = new LinkedHashMap<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();

    @BeforeAll
    static void needsHaproxy() {
        RealHaproxy.mustBeThere();
    }

    @AfterEach
    void stop() {
        apps.values().forEach(app -> app.stop(0));
    }

    @ParameterizedTest
    @EnumSource(Reenter.class)
    void restarting_every_application_in_turn_drops_nothing(Reenter reenter) throws Exception {
        apps.put("web-1", app(0));
        apps.put("web-2", app(0));
        var ports = new LinkedHashMap<String, Integer>();
        apps.forEach((name, app) -> ports.put(name, app.getAddress().getPort()));
        var over = new AtomicBoolean();
        try (var first = RealHaproxy.checking(ports);
                var second = RealHaproxy.checking(ports);
                var client = HttpClient.newHttpClient();
                var visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            var balancer = HaproxyContract.driver()
                    .open(new BalancerSpec(
                            "edge",
                            "haproxy",
                            List.of(first.tcpEndpoint(), second.unixEndpoint()),
                            RealHaproxy.BACKEND,
                            reenter,
                            Map.of()));
            turns(() -> balancer.pool().members().stream().allMatch(m -> m.proven()));
            for (var port : List.of(first.port(), second.port(), first.port(), second.port())) {
                visitors.execute(() -> visit(client, port, over));
            }
            try {
                for (var name : List.of("web-1", "web-2", "web-1")) {
                    restart(balancer, name);
                }
            } finally {
                over.set(true);
            }
        }
        assertThat(dropped).hasValue(0);
        assertThat(served.get()).isGreaterThan(100);
    }

    private void restart(Balancer balancer, String name) throws Exception {
        turns(() -> {
            balancer.drain(name);
            return balancer.pool().member(name).orElseThrow().rotation() == Rotation.OUT;
        });
        var app = Objects.requireNonNull(apps.get(name));
        var port = app.getAddress().getPort();
        app.stop(0);
        apps.put(name, app(port));
        turns(() -> {
            balancer.admit(name);
            var view = balancer.pool().member(name).orElseThrow();
            return view.rotation() == Rotation.IN && view.proven();
        });
        var before = served.get();
        turns(() -> served.get() > before + 50);
    }

    private void visit(HttpClient client, int port, AtomicBoolean over) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .build();
        while (!over.get()) {
            try {
                var ok = client.send(request, BodyHandlers.discarding()).statusCode() == 200;
                (ok ? served : dropped).incrementAndGet();
            } catch (IOException _) {
                dropped.incrementAndGet();
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private static HttpServer app(int port) throws IOException {
        var app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        app.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        app.start();
        return app;
    }

    private static void turns(Callable<Boolean> turn) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(turn);
    }
}
