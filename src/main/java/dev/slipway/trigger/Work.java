package dev.slipway.trigger;

import dev.slipway.history.Clockwork;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.trigger.DeliveryTable.Claimed;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works on messages that were taken in. Each instance has one; a message is claimed in the database, so that one of
 * them works on it, and another takes it up when that one dies.
 */
@ApplicationScoped
class Work {
    private static final Logger LOG = Logger.getLogger(Work.class);
    private static final int AT_ONCE = 3;
    private static final int LOOK_SECONDS = 1;
    private static final int HOLD_SECONDS = 5;
    private static final int PRUNE_MINUTES = 10;
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int KEPT_MOST = 1000;

    private final DeliveryTable table;
    private final Handling handling;
    private final Clockwork clockwork;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledExecutorService beat;

    Work(DeliveryTable table, Handling handling, Clockwork clockwork) {
        this.table = table;
        this.handling = handling;
        this.clockwork = clockwork;
    }

    void start(@Observes StartupEvent event) {
        var thread = clockwork.thread("deliveries");
        var _ = thread.scheduleWithFixedDelay(quietly(this::look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        var _ = thread.scheduleWithFixedDelay(quietly(this::hold), HOLD_SECONDS, HOLD_SECONDS, TimeUnit.SECONDS);
        var _ = thread.scheduleWithFixedDelay(
                quietly(() -> table.prune(KEPT, KEPT_MOST)), 1, PRUNE_MINUTES, TimeUnit.MINUTES);
        beat = thread;
    }

    /** Something came; it would be found without this too, only later. */
    void wake() {
        try {
            if (beat != null) {
                beat.execute(quietly(this::look));
            }
        } catch (RejectedExecutionException _) {
            // It shuts down: another instance finds it, or the next start does.
        }
    }

    private void look() throws JournalUnavailable {
        while (places.tryAcquire()) {
            var begun = false;
            try {
                var claimed = table.claim();
                if (claimed == null) {
                    return;
                }
                underWay.add(claimed.delivery().id());
                Thread.ofVirtual().name("delivery-" + claimed.delivery().id()).start(() -> handle(claimed));
                begun = true;
            } finally {
                if (!begun) {
                    places.release();
                }
            }
        }
    }

    private void handle(Claimed claimed) {
        try {
            handling.of(claimed);
        } catch (JournalUnavailable e) {
            // Nothing was written, so it is claimed again when this claim runs out.
            LOG.warnf("Delivery %d is looked at again: %s", claimed.delivery().id(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "Delivery %d broke off", claimed.delivery().id());
            quietly(() -> handling.brokeOff(claimed)).run();
        } finally {
            underWay.remove(claimed.delivery().id());
            places.release();
            wake();
        }
    }

    private void hold() throws JournalUnavailable {
        var ids = List.copyOf(underWay);
        if (!ids.isEmpty()) {
            table.hold(ids);
        }
    }

    /** Something that is done again and again, whatever came of it the last time. */
    @FunctionalInterface
    private interface Chore {
        void run() throws JournalUnavailable;
    }

    private static Runnable quietly(Chore chore) {
        return () -> {
            try {
                chore.run();
            } catch (JournalUnavailable | RuntimeException e) {
                LOG.debugf("Deliveries are looked at again: %s", e.getMessage());
            }
        };
    }
}
