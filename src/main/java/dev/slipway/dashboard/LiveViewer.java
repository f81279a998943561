package dev.slipway.dashboard;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One browser that watches: a place in the ring and a small write queue. It is written to only while it takes what it
 * gets; if it falls out of the ring, its connection ends and it comes back for what it lacks.
 */
final class LiveViewer {
    private static final int QUEUE = 64 * 1024;

    private final HttpServerResponse response;
    private final Context context;
    private final Runnable hangUp;
    private @Nullable Ring ring;
    private long place;
    private boolean ended;
    private int mute;

    /**
     * A browser.
     *
     * @param context whose thread alone writes to it
     * @param hangUp ends its connection in good order
     */
    LiveViewer(HttpServerResponse response, Context context, Runnable hangUp) {
        this.response = response;
        this.context = context;
        this.hangUp = hangUp;
    }

    /** Begins behind the newest frame, after what it missed. */
    void start(Ring from, @Nullable Buffer missed) {
        var behind = from.newest();
        context.runOnContext(_ -> {
            ring = from;
            place = behind;
            response.setWriteQueueMaxSize(QUEUE);
            response.drainHandler(_ -> pump());
            if (missed != null && !response.closed()) {
                var _ = response.write(missed);
            }
            pump();
        });
    }

    /** There may be something new. */
    void wake() {
        context.runOnContext(_ -> pump());
    }

    /** Says it if it is listening; whoever takes nothing for long is let go. */
    void say(Buffer wire) {
        context.runOnContext(_ -> {
            if (ended || ring == null || response.closed()) {
                return;
            }
            if (!response.writeQueueFull()) {
                mute = 0;
                var _ = response.write(wire);
            } else if (++mute > 3) {
                end();
            }
        });
    }

    private void pump() {
        while (ring != null && !ended && !response.closed() && !response.writeQueueFull()) {
            switch (ring.after(place)) {
                case Ring.Next.Here(var frame) -> {
                    place = frame.number();
                    var _ = response.write(frame.wire());
                }
                case Ring.Next.Later _ -> {
                    return;
                }
                case Ring.Next.End _, Ring.Next.Lost _ -> end();
            }
        }
    }

    /** Ends its connection; its browser comes back. */
    void hangUp() {
        context.runOnContext(_ -> end());
    }

    private void end() {
        ended = true;
        hangUp.run();
    }
}
