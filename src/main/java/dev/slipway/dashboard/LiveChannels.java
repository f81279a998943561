package dev.slipway.dashboard;

import dev.slipway.history.History;
import dev.slipway.history.Wakes;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All live pages of this instance. */
@ApplicationScoped
class LiveChannels {
    /** Each costs a file handle and a few kilobytes. */
    private static final int VIEWERS = 4_000;
    /** Each costs a thread and some queries a second; one deployment with its log seen in many ways has many. */
    private static final int CHANNELS = 400;

    private static final int SIGN_OF_LIFE_SECONDS = 15;
    private static final int AFTER_WAKES = 300;
    private static final int TO_LET_GO_MILLIS = 1_000;
    private static final int LOOK_MILLIS = 20;
    private static final String SECONDS_UNTIL_BACK = "10";

    private final ConcurrentHashMap<LiveChannel.Key, LiveChannel> channels = new ConcurrentHashMap<>();
    private final AtomicInteger watching = new AtomicInteger();
    private final ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("live-pages").factory());
    private final History history;
    private final LogTail tail;
    private final InstantSource clock;
    private final Wakes wakes;

    LiveChannels(History history, LogTail tail, InstantSource clock, Wakes wakes) {
        this.history = history;
        this.tail = tail;
        this.clock = clock;
        this.wakes = wakes;
        var _ = pulse.scheduleWithFixedDelay(this::beat, SIGN_OF_LIFE_SECONDS, SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether one more may watch; whoever was let in must {@link #leave}. */
    boolean enter(LiveChannel.Key key) {
        if (wakes.ended() || (channels.size() >= CHANNELS && !channels.containsKey(key))) {
            return false;
        }
        if (watching.incrementAndGet() > VIEWERS) {
            watching.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Shows the page to somebody, from the place that he has seen. */
    LiveChannel show(LiveChannel.Key key, Place from, LiveViewer viewer) {
        while (true) {
            var channel = channels.computeIfAbsent(key, missing -> open(missing, from));
            if (channel.join(viewer, from)) {
                return channel;
            }
            channels.remove(key, channel);
        }
    }

    void leave(LiveChannel channel, LiveViewer viewer) {
        channel.leave(viewer);
        watching.decrementAndGet();
    }

    /** Gives back what {@link #enter} took, for somebody who never watched. */
    void turnAway() {
        watching.decrementAndGet();
    }

    private LiveChannel open(LiveChannel.Key key, Place from) {
        var newest = newestLine(key);
        // A browser that never was here may say anything; nobody else may be shown less for it.
        var start = new Place(from.journal(), from.returns() ? newest : Math.min(from.line(), newest), false);
        var channel = new LiveChannel(key, history, new LiveStream(history, tail, clock, key, start));
        Thread.ofVirtual().name("live-" + key.deployment()).start(() -> {
            channel.run();
            channels.remove(key, channel);
        });
        return channel;
    }

    /** Whoever comes back gets what he lacks; frames are about what comes from now on. */
    private long newestLine(LiveChannel.Key key) {
        var newest = history.logBefore(key.deployment(), key.server(), key.step(), Long.MAX_VALUE, 1);
        return newest.isEmpty() ? 0 : newest.getLast().number();
    }

    private void beat() {
        channels.values().forEach(channel -> channel.tell(Wire.comment("still here")));
    }

    /** Each viewer's browser is told and comes back, to another instance if there is one. */
    void letGo(@Observes @Priority(AFTER_WAKES) ShutdownDelayInitiatedEvent event) throws InterruptedException {
        channels.values().forEach(channel -> {
            channel.tell(Wire.event(null, "restart", SECONDS_UNTIL_BACK));
            channel.close();
        });
        // The server answers until then, and what was said must still get out.
        for (var waited = 0; watching.get() > 0 && waited < TO_LET_GO_MILLIS; waited += LOOK_MILLIS) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        pulse.shutdownNow();
        channels.values().forEach(LiveChannel::close);
    }
}
