package dev.slipway.balancer.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.LoopbackPorts;
import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: nobody is lost while applications behind a name restart, one after the other.
 *
 * <p>Method: real applications at two addresses, BIND in real time, and visitors who keep each answer for its whole
 * time to live. An application is ended the moment its address counts as out.
 */
class RollingTest {
    private static final List<String> MEMBERS = List.of("127.0.0.2", "127.0.0.3");

    /** Enough for each visitor to go round several times. */
    private static final int MANY = 50;

    private final Map<String, HttpServer> apps = new HashMap<>();

    @Test
    void no_visitor_fails_while_each_application_restarts(@TempDir Path secrets) throws Exception {
        Files.writeString(secrets.resolve("dns-key"), RealDns.SECRET);
        var port = LoopbackPorts.free();
        try (var dns = RealDns.bind();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var member : MEMBERS) {
                apps.put(member, app(member, port));
            }
            var edge = open(dns, secrets);
            var visitors = new Visitors(dns, port);
            var visits = new ArrayList<Future<Void>>();
            try {
                for (var i = 0; i < 3; i++) {
                    visits.add(threads.submit(visitors));
                }
                for (var member : MEMBERS) {
                    turns(() -> out(edge, member));
                    Objects.requireNonNull(apps.remove(member)).stop(0);
                    visitors.reach(other(member), MANY); // none of them tries the one that is down
                    apps.put(member, app(member, port));
                    turns(() -> in(edge, member));
                    visitors.reach(member, 1);
                }
            } finally {
                visitors.gone.set(true);
            }
            for (var visit : visits) {
                visit.get();
            }
            assertThat(visitors.failed).isEmpty();
        } finally {
            apps.values().forEach(app -> app.stop(0));
        }
    }

    private static String other(String member) {
        return MEMBERS.get(1 - MEMBERS.indexOf(member));
    }

    private static boolean out(Balancer edge, String member) throws Exception {
        edge.drain(member);
        return edge.pool().member(member).orElseThrow().rotation() == Rotation.OUT;
    }

    private static boolean in(Balancer edge, String member) throws Exception {
        edge.admit(member);
        return edge.pool().member(member).orElseThrow().rotation() == Rotation.IN;
    }

    private static void turns(Callable<Boolean> turn) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(turn);
    }

    private static Balancer open(RealDns dns, Path secrets) {
        return new DnsDriver(InstantSource.system(), new BalancerSecrets(secrets))
                .open(new BalancerSpec(
                        "edge",
                        "dns",
                        List.of(dns.endpoint()),
                        "",
                        Reenter.PROOF,
                        Map.of(
                                "zone", "example.com",
                                "name", RealDns.NAME,
                                "keyName", "slipway",
                                "keyAlgorithm", "hmac-sha256",
                                "keySecret", "dns-key",
                                "settle", "PT1S"),
                        MEMBERS));
    }

    private static HttpServer app(String address, int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/", exchange -> {
            var body = address.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        return server;
    }

    /** Each looks the name up when its last answer is too old, and goes through that answer in turn. */
    private static final class Visitors implements Callable<Void> {
        private final RealDns dns;
        private final int port;
        private final AtomicBoolean gone = new AtomicBoolean();
        private final Map<String, Integer> served = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();

        Visitors(RealDns dns, int port) {
            this.dns = dns;
            this.port = port;
        }

        /** Waits until the member has served so many more visitors. */
        void reach(String member, int more) {
            var before = served.getOrDefault(member, 0);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> served.getOrDefault(member, 0) >= before + more || !failed.isEmpty());
        }

        @Override
        public Void call() throws IOException {
            var known = List.<String>of();
            var until = System.nanoTime();
            for (var visit = 0; !gone.get(); visit++) {
                if (System.nanoTime() - until >= 0) {
                    known = dns.addresses();
                    until = System.nanoTime() + TimeUnit.SECONDS.toNanos(RealDns.TTL);
                }
                var address = known.get(visit % known.size());
                try {
                    visit(address);
                    served.merge(address, 1, Integer::sum);
                } catch (IOException e) {
                    failed.add(address + ": " + e);
                }
            }
            return null;
        }

        private void visit(String address) throws IOException {
            try (var socket = new Socket(address, port)) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                if (!answer.startsWith("HTTP/1.1 200") || !answer.endsWith(address)) {
                    throw new IOException("answered " + answer);
                }
            }
        }
    }
}
