package dev.slipway.history;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The threads of what each instance does again and again beside requests and deployments. They end when the instance
 * begins to hand over, with what they are doing interrupted. ({@code @Scheduled} counts in whole seconds, and lets a
 * round go on while everything that it uses is closed.)
 */
@ApplicationScoped
public class Clockwork {
    private static final Logger LOG = Logger.getLogger(Clockwork.class);
    private final Queue<ScheduledExecutorService> threads = new ConcurrentLinkedQueue<>();

    /** A thread of this name. What runs on it must let nothing be thrown, or it never comes round again. */
    public ScheduledExecutorService thread(String name) {
        var thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
        threads.add(thread);
        return thread;
    }

    /** Runs the round on a thread of its own, the first time after one pause; one that fails comes again. */
    public void every(Duration pause, String name, Runnable round) {
        var _ = thread(name)
                .scheduleWithFixedDelay(
                        () -> tried(name, round), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void tried(String name, Runnable round) {
        try {
            round.run();
        } catch (RuntimeException e) {
            LOG.warnf(e, "A round of %s failed", name);
        }
    }

    void handOver(@Observes ShutdownDelayInitiatedEvent event) {
        end();
    }

    void stop(@Observes ShutdownEvent event) {
        end();
    }

    private void end() {
        threads.forEach(ScheduledExecutorService::shutdownNow);
    }
}
