package dev.slipway.dashboard;

import dev.slipway.history.History;
import dev.slipway.history.HistoryUnavailable;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One live page that any number of people watch: one thread makes its frames, and each viewer is a place in the ring.
 */
final class LiveChannel {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PACE = Duration.ofMillis(200);
    private static final Duration WITHOUT_DATABASE = Duration.ofSeconds(1);
    private static final long LINGER = Duration.ofSeconds(10).toNanos();

    private final Key key;
    private final History history;
    private final LiveStream stream;
    private final Ring ring = new Ring();
    private final Set<LiveViewer> viewers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile long leftAlone = System.nanoTime();
    private String word = "";

    /** Whose page, with which part of its log. */
    record Key(
            long deployment,
            @Nullable String server,
            @Nullable String step) {}

    LiveChannel(Key key, History history, LiveStream stream) {
        this.key = key;
        this.history = history;
        this.stream = stream;
    }

    /**
     * Lets somebody in.
     *
     * @return false: it ended meanwhile, and another one must be made
     */
    synchronized boolean join(LiveViewer viewer, Place from) {
        if (closed) {
            return false;
        }
        if (from.journal() > stream.place().journal()
                || from.line() > stream.place().line()) {
            produce(); // his page is newer than the newest frame
        }
        var missed = stream.catchUp(from);
        viewer.start(ring, missed.isEmpty() ? null : Wire.markup(stream.place().id(), missed));
        viewers.add(viewer);
        return true;
    }

    void leave(LiveViewer viewer) {
        if (viewers.remove(viewer) && viewers.isEmpty()) {
            leftAlone = System.nanoTime();
        }
    }

    /** Makes frames until the deployment is over, or nobody looks any more. */
    void run() {
        try {
            while (!closed) {
                try {
                    if (turn()) {
                        return;
                    }
                    Thread.sleep(PACE);
                    stream.await(LOOK);
                } catch (HistoryUnavailable e) {
                    tell(Wire.comment("no database"));
                    Thread.sleep(WITHOUT_DATABASE);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private synchronized boolean turn() {
        if (viewers.isEmpty() && System.nanoTime() - leftAlone > LINGER) {
            return true;
        }
        return produce();
    }

    /** Whether that was the last of it. */
    private boolean produce() {
        var view = history.deployment(key.deployment());
        if (view.isEmpty()) {
            return true;
        }
        var html = stream.changes(view.get());
        var id = stream.place().id();
        if (!html.isEmpty()) {
            ring.add(Wire.markup(id, html));
        }
        var before = word;
        word = view.get().status();
        if (!before.equals(word) && !before.isEmpty() && view.get().question() != null) {
            ring.add(Wire.event(
                    id,
                    "held",
                    view.get().fleet() + ": " + view.get().question().text()));
        }
        var over = view.get().over() && html.isEmpty();
        if (over) {
            ring.add(Wire.event(
                    id,
                    "finished",
                    view.get().fleet() + " " + view.get().release() + ": "
                            + Chip.ofDeployment(word).word()));
        }
        viewers.forEach(LiveViewer::wake);
        return over;
    }

    /** Something that is no part of the page's story, such as a sign of life. */
    void tell(Buffer wire) {
        viewers.forEach(viewer -> viewer.say(wire));
    }

    synchronized void close() {
        closed = true;
        ring.end();
        viewers.forEach(LiveViewer::wake);
    }

    boolean closed() {
        return closed;
    }

    int watching() {
        return viewers.size();
    }
}
