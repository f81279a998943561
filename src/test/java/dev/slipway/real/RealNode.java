package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.slipway.fleet.KeyRef;
import dev.slipway.fleet.Node;
import dev.slipway.node.Fence;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.Nodes;
import dev.slipway.node.sshj.SshNodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * A node as Slipway sees it: a real OpenSSH server and the connections to it. Closing it proves that nothing of the
 * helper was left running.
 */
public final class RealNode implements AutoCloseable {
    /** How long anything may take before the test gives up. */
    public static final Duration SOON = Duration.ofSeconds(30);

    private final RealSshd sshd;
    private final Nodes nodes;

    /** Starts the server in a new folder below this one; see {@link RealSshd#start}. */
    public RealNode(Path temp, String... config) throws IOException, InterruptedException {
        this.sshd = RealSshd.start(Files.createDirectories(temp.resolve("sshd")), config);
        this.nodes = new SshNodes(_ -> sshd.privateKey(), new SecureRandom());
    }

    /** The server. */
    public RealSshd sshd() {
        return sshd;
    }

    /** Opens connections with the key that the server accepts. */
    public Nodes nodes() {
        return nodes;
    }

    /** Connects as the owner with epoch 1. */
    public NodeConnection connect() throws NodeException, InterruptedException {
        return connect(sshd.port());
    }

    /** Connects through another port, e.g. that of a {@link FaultProxy}. */
    public NodeConnection connect(int port) throws NodeException, InterruptedException {
        return nodes.connect(node(port, sshd.hostKey()), fence(1));
    }

    /** Connects as another owner. */
    public NodeConnection connect(Fence fence) throws NodeException, InterruptedException {
        return nodes.connect(node(sshd.port(), sshd.hostKey()), fence);
    }

    /** What kind of failure a call ends with; null when it did not fail. */
    public static NodeException.@Nullable Kind kindOf(ThrowingCallable act) {
        var thrown = catchThrowableOfType(NodeException.class, act);
        return thrown == null ? null : thrown.kind();
    }

    /** The node as a fleet names it. */
    public Node node(int port, @Nullable String hostKey) {
        return node(port, hostKey, null);
    }

    /** The node behind a jump host. */
    public Node behind(String jump) {
        return node(sshd.port(), sshd.hostKey(), jump);
    }

    private Node node(int port, @Nullable String hostKey, @Nullable String jump) {
        return new Node(
                "web-1",
                "127.0.0.1",
                port,
                sshd.user(),
                new KeyRef.Stored("k"),
                jump,
                "app",
                hostKey,
                Map.of(),
                Map.of(),
                null);
    }

    /** A token of this epoch. */
    public static Fence fence(long epoch) {
        return new Fence("inst", "shop-production", epoch, "me");
    }

    /** A file of the login's home. */
    public Path file(String name) {
        return sshd.home().resolve(name);
    }

    /** Waits until a file of the login's home is there. */
    public void awaitFile(String name) {
        await(name).atMost(SOON).until(() -> Files.exists(file(name)));
    }

    /** Makes an empty release. */
    public void release(String version) throws IOException {
        Files.createDirectories(file("app/releases").resolve(version));
    }

    /** A job in the folder of release 1. */
    public static Job job(String id, String run) {
        return job(id, run, Map.of());
    }

    /** A job with values. */
    public static Job job(String id, String run, Map<String, String> environment) {
        return new Job(id, run, Job.Folder.RELEASE, "1", environment, Duration.ofMinutes(1));
    }

    /** Waits for a job's end, over lost connections. */
    public static JobStatus end(NodeConnection node, String job) {
        return await(job + " to end")
                .atMost(SOON)
                .ignoreException(NodeException.class)
                .until(
                        () -> node.status(job, Duration.ofSeconds(2)),
                        status -> status.state().over() && status.logComplete());
    }

    /** Reads a log from its beginning, by offsets. */
    public static byte[] log(NodeConnection node, String job) throws NodeException, InterruptedException {
        var all = new ByteArrayOutputStream();
        for (var part = node.tail(job, 0, 0); part.bytes().length > 0; ) {
            all.writeBytes(part.bytes());
            part = node.tail(job, part.generation(), part.end());
        }
        return all.toByteArray();
    }

    /** Forgets a job and proves that nothing of it lies about but its tombstone. */
    public void acknowledge(NodeConnection node, String job) throws Exception {
        node.acknowledge(job);
        assertThat(file(".slipway/jobs").resolve(job)).doesNotExist();
        assertThat(file(".slipway/tomb").resolve(job)).exists();
    }

    @Override
    public void close() {
        try {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(sshd.leftovers()).isEmpty());
        } finally {
            sshd.close();
        }
    }
}
