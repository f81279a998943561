package dev.slipway.dashboard;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The newest frames of a live page, encoded once for everybody who watches. Whoever reads slower than frames are made
 * falls out at its old end; nothing is queued for him.
 */
final class Ring {
    private static final int FRAMES = 4_096;
    private static final int BYTES = 2_000_000;

    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private long bytes;
    private long newest;
    private boolean over;

    /** One message, as it goes over the wire. */
    record Frame(long number, Buffer wire) {}

    /** What a reader finds behind his place. */
    sealed interface Next {
        /** The next frame. */
        record Here(Frame frame) implements Next {}

        /** He has all there is; more may come. */
        record Later() implements Next {}

        /** He has all there will ever be. */
        record End() implements Next {}

        /** What follows his place is gone: he must begin anew. */
        record Lost() implements Next {}
    }

    synchronized void add(Buffer wire) {
        frames.addLast(new Frame(++newest, wire));
        bytes += wire.length();
        while (frames.size() > 1 && (frames.size() > FRAMES || bytes > BYTES)) {
            bytes -= frames.removeFirst().wire().length();
        }
    }

    /** Nothing is added any more. */
    synchronized void end() {
        over = true;
    }

    synchronized long newest() {
        return newest;
    }

    synchronized Next after(long number) {
        if (number >= newest) {
            return over ? new Next.End() : new Next.Later();
        }
        var oldest = newest - frames.size() + 1;
        if (number + 1 < oldest) {
            return new Next.Lost();
        }
        return new Next.Here(at((int) (number + 1 - oldest)));
    }

    /** Readers are mostly at the new end, so it is looked for from there. */
    private Frame at(int place) {
        @Nullable Frame found = null;
        var behind = frames.size() - 1 - place;
        for (var each = frames.descendingIterator(); each.hasNext() && behind >= 0; behind--) {
            found = each.next();
        }
        if (found == null) {
            throw new IllegalStateException("No frame at place " + place);
        }
        return found;
    }
}
