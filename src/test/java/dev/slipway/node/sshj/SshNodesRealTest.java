package dev.slipway.node.sshj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.fleet.KeyRef;
import dev.slipway.fleet.Node;
import dev.slipway.node.Fence;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.node.Nodes;
import dev.slipway.real.FaultProxy;
import dev.slipway.real.RealSshd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what the port promises holds on a real OpenSSH server.
 *
 * <p>Method: a server per test, with a home of its own; after each test nothing of the helper may be left running.
 */
class SshNodesRealTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Path temp;
    private final RealSshd sshd;
    private final Nodes nodes;

    SshNodesRealTest(@TempDir Path temp) throws Exception {
        this.temp = temp;
        this.sshd = RealSshd.start(Files.createDirectory(temp.resolve("sshd")));
        this.nodes = new SshNodes(_ -> sshd.privateKey(), new SecureRandom());
    }

    @AfterEach
    void nothing_is_left_running() {
        try {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(sshd.leftovers()).isEmpty());
        } finally {
            sshd.close();
        }
    }

    @Test
    void looks_at_a_fresh_node() throws Exception {
        try (var node = connect()) {
            var facts = node.look(List.of("sh", "no-such-tool"));

            assertThat(facts.current()).isNull();
            assertThat(facts.releases()).isEmpty();
            assertThat(facts.missingTools()).containsExactly("no-such-tool");
            assertThat(facts.writable()).isTrue();
            assertThat(facts.canary()).isTrue();
            assertThat(facts.freeBytes()).isPositive();
        }
    }

    @Test
    void another_host_key_is_refused_and_no_login_is_tried() throws Exception {
        try (var second = RealSshd.start(Files.createDirectory(temp.resolve("second")))) {
            assertThat(kindOf(node(sshd.port(), second.hostKey()))).isEqualTo(Kind.HOST_KEY);
            assertThat(kindOf(node(sshd.port(), null))).isEqualTo(Kind.HOST_KEY);
        }
        assertThat(sshd.log()).doesNotContain("Accepted").doesNotContain("Failed publickey");
    }

    @Test
    void shows_the_host_key_without_logging_in() throws Exception {
        assertThat(nodes.hostKey(node(sshd.port(), null))).isEqualTo(sshd.hostKey());
        assertThat(sshd.log()).doesNotContain("Accepted").doesNotContain("Failed publickey");
    }

    @Test
    void a_refused_login_names_the_key_and_where_it_belongs() throws Exception {
        try (var second = RealSshd.start(Files.createDirectory(temp.resolve("second")))) {
            var strange = new SshNodes(_ -> second.privateKey(), new SecureRandom());

            var refused = catchThrowableOfType(
                    NodeException.class, () -> strange.connect(node(sshd.port(), sshd.hostKey()), fence(1)));

            assertThat(refused.kind()).isEqualTo(Kind.LOGIN);
            assertThat(refused.failure().answered()).contains("SHA256:");
            assertThat(refused.failure().next()).contains("authorized_keys", "ssh-ed25519 AAAA");
        }
    }

    @Test
    void delivers_verifies_shares_and_activates() throws Exception {
        Files.createDirectories(sshd.home().resolve("app/shared"));
        Files.writeString(sshd.home().resolve("app/shared/.env"), "A=1");
        var delivery = Packs.shop().delivery("1.0", List.of("storage"), List.of(".env"));
        try (var node = connect()) {
            assertThat(node.deliver(delivery, _ -> {})).contains("verified");
            assertThat(node.deliver(delivery, _ -> {})).isEqualTo("already there, verified");
            node.activate("1.0");
            node.activate("1.0");

            var facts = node.look(List.of());
            assertThat(facts.current()).isEqualTo("1.0");
            assertThat(facts.releases()).containsExactly("1.0");
        }
        Path current = sshd.home().resolve("app/current");
        assertThat(Files.readSymbolicLink(current)).hasToString("releases/1.0");
        assertThat(current.resolve(".env")).hasContent("A=1");
        assertThat(Files.readSymbolicLink(current.resolve("storage"))).hasToString("../../shared/storage");
        assertThat(current.resolve("storage/seed.txt")).hasContent("seed");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(current.resolve("bin/run"))))
                .isEqualTo("rwxr-xr-x");
        try (var rest = Files.list(sshd.home().resolve("app/releases"))) {
            assertThat(rest.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("1.0", ".delivered");
        }
    }

    @Test
    void a_flipped_byte_or_a_stowaway_is_never_given_a_name() throws Exception {
        byte[] good = Packs.bytes("good");
        var flipped = new Packs().file("a", 0644, good, Packs.bytes("gooe")).delivery("1", List.of(), List.of());
        var stowaway = new Packs().file("a", 0644, good).stowaway("b").delivery("2", List.of(), List.of());
        try (var node = connect()) {
            assertThatThrownBy(() -> node.deliver(flipped, _ -> {})).hasMessageContaining("content of ./a");
            assertThatThrownBy(() -> node.deliver(stowaway, _ -> {})).hasMessageContaining("2 entries instead of 1");
            assertThat(node.look(List.of()).releases()).isEmpty();
        }
    }

    @Test
    void a_missing_shared_file_is_named_before_anything_is_sent() throws Exception {
        var delivery = Packs.shop().delivery("1", List.of(), List.of("config/.env"));
        try (var node = connect()) {
            assertThatThrownBy(() -> node.deliver(delivery, _ -> {
                        throw new AssertionError("bytes were sent");
                    }))
                    .hasMessageContaining("app/shared/config/.env does not exist");
        }
    }

    @Test
    void a_job_outlives_its_session_and_is_attached_to() throws Exception {
        release("1");
        Path go = sshd.home().resolve("go");
        try (var node = connect()) {
            String run = "echo begun $SECRET; while [ ! -e ~/go ]; do sleep 0.05; done; echo ended; exit 3";
            assertThat(node.start(job("j1", run, Map.of("SECRET", "it's \"$x\"\n  two  ")), Duration.ZERO)
                            .state())
                    .isEqualTo(JobStatus.State.RUNNING);
            sshd.killSessions();
            await().atMost(SOON)
                    .ignoreException(NodeException.class)
                    .until(() -> node.status("j1", Duration.ZERO).state() == JobStatus.State.RUNNING);
            Files.createFile(go);

            var done = node.status("j1", SOON);

            assertThat(done.state()).isEqualTo(JobStatus.State.DONE);
            assertThat(done.exitCode()).isEqualTo(3);
            assertThat(new String(node.tail("j1", 0, 0).bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("begun it's \"$x\" two\nended\n");
            assertThat(node.start(job("j1", run, Map.of()), Duration.ZERO)).isEqualTo(done);
            node.acknowledge("j1");
            node.acknowledge("j1");
            assertThat(node.start(job("j1", run, Map.of()), SOON).exitCode()).isEqualTo(3);
        }
    }

    @Test
    void random_bytes_come_back_by_offset_exactly() throws Exception {
        release("1");
        byte[] noise = new byte[3_000_000];
        new Random(7).nextBytes(noise);
        Files.write(sshd.home().resolve("noise"), noise);
        try (var node = connect()) {
            node.start(job("noise", "cat ~/noise", Map.of()), SOON);
            await().atMost(SOON).until(() -> node.status("noise", Duration.ZERO).logComplete());
            var all = new ByteArrayOutputStream();
            for (var part = node.tail("noise", 0, 0); part.bytes().length > 0; ) {
                all.writeBytes(part.bytes());
                part = node.tail("noise", part.generation(), part.end());
            }
            assertThat(all.toByteArray()).isEqualTo(noise);
        }
    }

    @Test
    void an_older_epoch_and_another_installation_are_refused() throws Exception {
        release("1");
        try (var newer = nodes.connect(node(sshd.port(), sshd.hostKey()), fence(8));
                var older = nodes.connect(node(sshd.port(), sshd.hostKey()), fence(7));
                var tied = nodes.connect(
                        node(sshd.port(), sshd.hostKey()), new Fence("inst", "shop-production", 8, "other"));
                var foreign = nodes.connect(
                        node(sshd.port(), sshd.hostKey()), new Fence("stranger", "shop-production", 9, "me"))) {
            newer.activate("1");
            assertThat(kindOf(() -> older.activate("1"))).isEqualTo(Kind.FENCED);
            assertThat(kindOf(() -> tied.activate("1"))).isEqualTo(Kind.FENCED);
            assertThat(kindOf(() -> foreign.activate("1"))).isEqualTo(Kind.FOREIGN);
            assertThat(kindOf(() -> foreign.look(List.of()))).isEqualTo(Kind.FOREIGN);
            foreign.adopt();
            foreign.activate("1");
            assertThat(kindOf(() -> newer.activate("1"))).isEqualTo(Kind.FOREIGN);
        }
    }

    @Test
    void prunes_the_oldest_and_spares_the_live_one() throws Exception {
        try (var node = connect()) {
            for (String version : List.of("9", "10", "2", "3", "4")) {
                node.deliver(
                        new Packs().file("v", 0644, Packs.bytes(version)).delivery(version, List.of(), List.of()),
                        _ -> {});
            }
            node.activate("9");
            assertThat(node.prune(2, List.of("10"))).containsExactly("2");
            assertThat(node.look(List.of()).releases()).containsExactlyInAnyOrder("9", "10", "3", "4");
        }
    }

    @Test
    void asks_and_tells_ages() throws Exception {
        try (var node = connect()) {
            assertThat(node.ask("echo \"it's\"; exit 3", SOON)).isEqualTo(new NodeConnection.Said(3, "it's\n"));
            assertThat(node.ask("sleep 30", Duration.ofSeconds(1)).exitCode()).isEqualTo(124);
            long own = ProcessHandle.current().pid();
            assertThat(node.processAge(Long.toString(own)).sinceStart())
                    .isBetween(Duration.ofMillis(500), Duration.ofMinutes(30));
            assertThat(kindOf(() -> node.processAge("999999999"))).isEqualTo(Kind.REFUSED);
        }
    }

    @Test
    void tunnels_to_the_nodes_own_loopback() throws Exception {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(Packs.bytes("ok"));
            exchange.close();
        });
        http.start();
        try (var node = connect();
                var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            try (var socket = node.tunnel(http.getAddress().getPort(), SOON)) {
                socket.getOutputStream().write(Packs.bytes("GET / HTTP/1.0\r\n\r\n"));
                socket.getOutputStream().flush();
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .endsWith("ok");
            }
            try (var socket = node.tunnel(silent.getLocalPort(), SOON)) {
                socket.setSoTimeout(200);
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
            int closed = closedPort();
            assertThatThrownBy(() -> node.tunnel(closed, SOON)).isInstanceOf(ConnectException.class);
        } finally {
            http.stop(0);
        }
    }

    @Test
    void forbidden_forwarding_is_named() throws Exception {
        try (var strict = RealSshd.start(Files.createDirectory(temp.resolve("strict")), "AllowTcpForwarding no");
                var node = new SshNodes(_ -> strict.privateKey(), new SecureRandom())
                        .connect(node(strict.port(), strict.hostKey()), fence(1))) {
            assertThatThrownBy(() -> node.tunnel(80, SOON)).isInstanceOfSatisfying(NodeException.class, e -> assertThat(
                            e.failure().next())
                    .contains("AllowTcpForwarding"));
        }
    }

    @Test
    void goes_through_a_jump_host_whose_key_is_pinned_and_no_other() throws Exception {
        try (var jump = RealSshd.start(Files.createDirectory(temp.resolve("jump")))) {
            Files.copy(
                    temp.resolve("sshd/user.pub"),
                    temp.resolve("jump/authorized_keys"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            String address = jump.user() + "@127.0.0.1:" + jump.port();
            try (var node = nodes.connect(through(address + " " + jump.hostKey()), fence(1))) {
                assertThat(node.ask("echo here", SOON).output()).isEqualTo("here\n");
            }
            assertThat(kindOf(through(address + " " + sshd.hostKey()))).isEqualTo(Kind.HOST_KEY);
            assertThatThrownBy(() -> nodes.connect(through(address), fence(1)))
                    .hasMessageContaining("no host key is pinned");
        }
    }

    @Test
    void a_black_hole_is_an_error_in_time_and_the_next_call_connects_anew() throws Exception {
        release("1");
        try (var proxy = new FaultProxy(sshd.port());
                var node = nodes.connect(node(proxy.port(), sshd.hostKey()), fence(1))) {
            node.activate("1");
            proxy.fallSilent();
            long begun = System.nanoTime();
            assertThat(kindOf(() -> node.status("j", Duration.ofSeconds(5)))).isEqualTo(Kind.NO_ANSWER);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
            proxy.recover();
            assertThat(node.status("j", Duration.ZERO).state()).isEqualTo(JobStatus.State.NONE);
            assertThat(proxy.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_delivery_that_is_cut_is_repeated() throws Exception {
        byte[] big = new byte[2_000_000];
        new Random(1).nextBytes(big);
        var delivery = new Packs().file("big", 0644, big).delivery("1", List.of(), List.of());
        try (var proxy = new FaultProxy(sshd.port());
                var node = nodes.connect(node(proxy.port(), sshd.hostKey()), fence(1))) {
            proxy.cutAfter(1_000_000);
            assertThat(kindOf(() -> node.deliver(delivery, _ -> {}))).isEqualTo(Kind.NO_ANSWER);
            proxy.recover();
            assertThat(node.look(List.of()).releases()).isEmpty();
            assertThat(node.deliver(delivery, _ -> {})).contains("verified");
        }
    }

    @Test
    void verbs_are_quick() throws Exception {
        release("1");
        release("2");
        try (var node = connect()) {
            time("look (with canary)", () -> node.look(List.of("sh")));
            for (int round = 1; round <= 5; round++) {
                String id = "quick" + round;
                String version = round % 2 == 0 ? "1" : "2";
                time("look", () -> node.look(List.of("sh")));
                time("activate", () -> node.activate(version));
                time("start, instant job", () -> node.start(job(id, "true", Map.of()), SOON));
                time("status", () -> node.status(id, Duration.ZERO));
                time("tunnel", () -> {
                    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                        node.tunnel(silent.getLocalPort(), SOON).close();
                    }
                });
                node.acknowledge(id);
            }
        }
    }

    private static int closedPort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @FunctionalInterface
    private interface Act {
        void run() throws Exception;
    }

    private static void time(String what, Act act) throws Exception {
        long begun = System.nanoTime();
        act.run();
        System.out.printf("%-20s %6.1f ms%n", what, (System.nanoTime() - begun) / 1e6);
    }

    private static @Nullable Kind kindOf(Act act) {
        var thrown = catchThrowableOfType(NodeException.class, act::run);
        return thrown == null ? null : thrown.kind();
    }

    private @Nullable Kind kindOf(Node node) {
        return kindOf(() -> nodes.connect(node, fence(1)).close());
    }

    private NodeConnection connect() throws NodeException, InterruptedException {
        return nodes.connect(node(sshd.port(), sshd.hostKey()), fence(1));
    }

    private void release(String version) throws IOException {
        Files.createDirectories(sshd.home().resolve("app/releases").resolve(version));
    }

    private static Job job(String id, String run, Map<String, String> environment) {
        return new Job(id, run, Job.Folder.RELEASE, "1", environment, Duration.ofMinutes(1));
    }

    private static Fence fence(long epoch) {
        return new Fence("inst", "shop-production", epoch, "me");
    }

    private Node through(String jump) {
        var node = node(sshd.port(), sshd.hostKey());
        return new Node(
                node.name(),
                node.host(),
                node.port(),
                node.user(),
                node.key(),
                jump,
                node.deployPath(),
                node.hostKey(),
                Map.of(),
                Map.of(),
                null);
    }

    private Node node(int port, @Nullable String hostKey) {
        return new Node(
                "web-1",
                "127.0.0.1",
                port,
                sshd.user(),
                new KeyRef.Stored("k"),
                null,
                "app",
                hostKey,
                Map.of(),
                Map.of(),
                null);
    }
}
