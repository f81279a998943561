package dev.slipway.node.sshj;

import dev.slipway.node.Delivery;
import dev.slipway.node.NodeException;
import dev.slipway.release.Manifest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One delivery: offer with the manifest, unpack, accept. Only the last gives the release its name, after the node has
 * verified all of it.
 */
final class Delivering {
    /** Without any progress for so long the connection is given up. */
    private static final Duration STALL = Duration.ofSeconds(60);

    private static final Duration ACCEPT = Duration.ofMinutes(15);
    private static final int PIECE = 128 << 10;

    private final Verbs verbs;
    private final String place;
    private final Delivery delivery;
    private final LongConsumer progress;
    private final String version;
    private @Nullable IOException unreadable;

    Delivering(Verbs verbs, String place, Delivery delivery, LongConsumer progress) {
        this.verbs = verbs;
        this.place = place;
        this.delivery = delivery;
        this.progress = progress;
        this.version = delivery.release().version();
    }

    String run() throws NodeException, InterruptedException {
        String named = verbs.safe(version) + " " + verbs.safe(delivery.release().digest());
        String shares = shares();
        Reply offered = verbs.line()
                .run(
                        tried(),
                        verbs.fenced("offer") + " " + named,
                        (out, deadline) -> offer(shares, out, deadline),
                        STALL);
        if (offered.number("present", 0) == 1) {
            return "already there, verified";
        }
        String incoming = offered.value("incoming");
        if (!incoming.matches("\\.incoming-[A-Za-z0-9._+-]+")) {
            throw verbs.problems().noAnswer(tried(), "the node named no folder");
        }
        long[] sent = new long[1];
        try {
            verbs.line().run(tried(), "unpack " + incoming, (out, deadline) -> pack(out, deadline, sent), STALL);
            verbs.line()
                    .run(tried(), verbs.fenced("accept") + " " + named + " " + incoming, Line.Input.of(place), ACCEPT);
        } catch (NodeException e) {
            IOException ours = unreadable;
            if (ours == null) {
                throw e;
            }
            drop(incoming);
            throw verbs.problems()
                    .user(tried(), "the artifact cannot be read: " + ours.getMessage(), "Upload the release again.");
        }
        return "%d entries, %d bytes sent, verified"
                .formatted(delivery.manifest().entries().size(), sent[0]);
    }

    private String tried() {
        return "delivering " + version;
    }

    private void drop(String incoming) throws InterruptedException {
        try {
            verbs.run(tried(), "drop " + incoming, Line.Input.of(place));
        } catch (NodeException _) {
            // prune clears it away
        }
    }

    private String shares() throws NodeException {
        var shares = new StringBuilder(place);
        for (String folder : delivery.sharedFolders()) {
            shares.append("folder ").append(inside(folder)).append('\n');
        }
        for (String file : delivery.sharedFiles()) {
            shares.append("file ").append(inside(file)).append('\n');
        }
        return shares.append("end\n").toString();
    }

    private String inside(String path) throws NodeException {
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        List<String> parts = Arrays.asList(verbs.oneLine(plain).split("/", -1));
        if (parts.contains("")
                || parts.contains(".")
                || parts.contains("..")
                || plain.contains("  ")
                || !plain.equals(plain.strip())) {
            throw verbs.problems()
                    .user(
                            "sharing " + Reply.printable(path, 100),
                            "it is not a plain relative path",
                            "Write it like storage/app.");
        }
        return plain;
    }

    private void offer(String shares, OutputStream to, Deadline deadline) throws IOException {
        var out = new BufferedOutputStream(to, 32 << 10);
        out.write(shares.getBytes(StandardCharsets.UTF_8));
        List<Manifest.Entry> entries = delivery.manifest().entries();
        out.write(("n " + entries.size() + "\n").getBytes(StandardCharsets.UTF_8));
        int number = 0;
        for (Manifest.Entry entry : entries) {
            out.write(line(entry).getBytes(StandardCharsets.UTF_8));
            if (++number % 5000 == 0) {
                deadline.extend(STALL);
            }
        }
        out.write(("end " + entries.size() + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Modes as they will be: nothing writable by others, everything readable and removable by the owner. */
    private static String line(Manifest.Entry entry) {
        int mode = entry.mode() & 0755;
        return switch (entry.type()) {
            case FILE ->
                "f %o %s ./%s\n"
                        .formatted((mode & 0111) == 0 ? mode | 0600 : mode | 0700, entry.sha256(), entry.path());
            case FOLDER -> "d %o ./%s\n".formatted(mode | 0700, entry.path());
            case LINK -> "l ./%s\t%s\n".formatted(entry.path(), entry.target());
        };
    }

    private void pack(OutputStream out, Deadline deadline, long[] sent) throws IOException, InterruptedException {
        out.write(place.getBytes(StandardCharsets.UTF_8));
        try (InputStream pack = open()) {
            byte[] piece = new byte[PIECE];
            for (int got = read(pack, piece); got >= 0; got = read(pack, piece)) {
                out.write(piece, 0, got);
                sent[0] += got;
                progress.accept(sent[0]);
                deadline.extend(STALL);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
        out.flush();
        deadline.extend(ACCEPT);
    }

    private InputStream open() throws IOException {
        try {
            return delivery.pack().open();
        } catch (IOException e) {
            unreadable = e;
            throw e;
        }
    }

    private int read(InputStream pack, byte[] piece) throws IOException {
        try {
            return pack.read(piece);
        } catch (IOException e) {
            unreadable = e;
            throw e;
        }
    }
}
