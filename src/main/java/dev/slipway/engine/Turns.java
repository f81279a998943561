package dev.slipway.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.slipway.history.Announcements;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Journal.LostOwnership;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The clock, the lease and the takeover: one durable task per deployment that has something to do. */
@ApplicationScoped
class Turns {
    private static final Logger LOG = Logger.getLogger(Turns.class);
    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("deployment");
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Duration NEVER = Duration.ofDays(3650);

    /** The scheduler waits as long again after it interrupted what did not end. */
    private static final Duration HAND_OVER = Duration.ofSeconds(3);

    private final Turn turn;
    private final Queue queue;
    private final EngineConfig config;
    private final DatabaseClock clock;
    private final SchedulerPool pool;
    private final TaskRows tasks;
    private final Announcements announcements;
    private final AtomicBoolean lookAsked = new AtomicBoolean();
    private final Set<Long> withoutTask = new HashSet<>();
    private final String name;
    private @Nullable Scheduler scheduler;
    private @Nullable ScheduledExecutorService sweeper;
    private boolean swept;
    private volatile boolean stopping;

    Turns(
            Turn turn,
            Queue queue,
            EngineConfig config,
            DatabaseClock clock,
            SchedulerPool pool,
            TaskRows tasks,
            Announcements announcements,
            SecureRandom random) {
        this.turn = turn;
        this.queue = queue;
        this.config = config;
        this.clock = clock;
        this.pool = pool;
        this.tasks = tasks;
        this.announcements = announcements;
        var tag = new byte[6];
        random.nextBytes(tag);
        this.name = HexFormat.of().formatHex(tag);
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        clock.synchronise();
        var made = Scheduler.create(pool.open(), task())
                .schedulerName(new SchedulerName.Fixed(name))
                .clock(clock)
                .threads(config.deploymentsAtOnce())
                .pollingInterval(config.poll())
                .heartbeatInterval(config.heartbeat())
                .missedHeartbeatsLimit(config.missedHeartbeats())
                .deleteUnresolvedAfter(NEVER)
                .shutdownMaxWait(HAND_OVER)
                .enableImmediateExecution()
                .build();
        scheduler = made;
        LOG.infof("This instance is %s in the history of deployments", name);
        made.start();
        var beat = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("deployment-sweeper").factory());
        var _ = beat.scheduleWithFixedDelay(this::sweep, 0, SWEEP.toSeconds(), TimeUnit.SECONDS);
        sweeper = beat;
        announcements.onDue(() -> lookSoon(beat));
    }

    /** Once for many announcements, and not on the thread that hears them. */
    private void lookSoon(ScheduledExecutorService beat) {
        if (stopping || !lookAsked.compareAndSet(false, true)) {
            return;
        }
        try {
            beat.execute(() -> {
                lookAsked.set(false);
                look();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("This instance ends; another one looks", e);
        }
    }

    /** Streams and requests go on until this is done; then the server stops answering. */
    void handOver(@Observes @Priority(100) ShutdownDelayInitiatedEvent event) {
        handOver();
    }

    void stop(@Observes ShutdownEvent event) {
        handOver();
        pool.close();
    }

    /** Steps stop where they are, jobs on nodes run on, another instance or the next start continues. */
    private synchronized void handOver() {
        if (stopping) {
            return;
        }
        stopping = true;
        LOG.debug("Handing over");
        if (sweeper != null) {
            sweeper.shutdownNow();
        }
        if (scheduler != null) {
            scheduler.stop();
        }
    }

    /** Sees to it that the deployment is looked at now, here or elsewhere. */
    void wake(long number) {
        if (scheduler == null || stopping) {
            return; // it is written down, and the next one to look finds it
        }
        var instance = TASK.instance(Long.toString(number)).build();
        try {
            if (!scheduler.scheduleIfNotExists(instance, clock.now())) {
                rescheduleIdle(number);
            }
        } catch (RuntimeException e) {
            // What was asked for is written down already; the sweeper brings it to the scheduler.
            LOG.warnf("Deployment %d begins at the next sweep: %s", number, e.getMessage());
        }
    }

    /** Sees to it that whatever can begin or go on is looked at now. */
    void wakeDue() throws JournalUnavailable {
        queue.due().forEach(this::wake);
    }

    private void rescheduleIdle(long number) {
        try {
            if (scheduler != null) {
                scheduler.reschedule(TaskInstanceId.of(TASK.getTaskName(), Long.toString(number)), clock.now());
            }
        } catch (RuntimeException e) {
            LOG.debugf("Deployment %d is being worked on and will look by itself: %s", number, e.getMessage());
        }
    }

    private CustomTask<Void> task() {
        return Tasks.custom(TASK)
                .onFailure(new FailureHandler.ExponentialBackoffFailureHandler<>(Duration.ofSeconds(1), 1.5))
                .onDeadExecutionRevive()
                .execute((instance, context) -> run(Long.parseLong(instance.getId())));
    }

    private CompletionHandler<Void> run(long number) {
        long seen;
        try {
            seen = queue.wakeSeq(number);
            turn.take(number, name, () -> stopping);
        } catch (LostOwnership e) {
            LOG.warnf("Deployment %d is not ours any more, nothing more is done here: %s", number, e.getMessage());
            return (done, operations) -> operations.reschedule(done, clock.now().plusSeconds(1));
        } catch (JournalUnavailable e) {
            LOG.warnf("Deployment %d stops until the database answers: %s", number, e.getMessage());
            throw new IllegalStateException("The database did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return (done, operations) -> operations.reschedule(done, clock.now());
        }
        if (stopping) {
            return (done, operations) -> operations.reschedule(done, clock.now());
        }
        return (done, operations) -> {
            operations.remove();
            again(number, seen);
        };
    }

    /**
     * What was said between the last look and the removal of the task is not lost; and the next in the queue begins.
     */
    private void again(long number, long seen) {
        try {
            if (queue.wakeSeq(number) != seen) {
                wake(number);
            }
            wakeDue();
        } catch (JournalUnavailable e) {
            LOG.debugf("The sweeper will see to what follows deployment %d: %s", number, e.getMessage());
        }
    }

    private void sweep() {
        try {
            clock.synchronise();
            var due = queue.due();
            var missing = tasks.missing(TASK.getTaskName(), due);
            for (var number : due) {
                if (missing.contains(number)) {
                    restoreTask(number);
                } else {
                    wake(number);
                }
            }
            withoutTask.retainAll(missing);
            swept = true;
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.warnf("Deployments that are due could not be looked up: %s", e.getMessage());
        }
    }

    /** Missing once may be the moment between the deployment and its task; missing twice is a loss. */
    private void restoreTask(long number) {
        if (!swept) {
            wake(number); // asked for when no instance ran
        } else if (!withoutTask.add(number)) {
            LOG.warnf("Deployment %d had lost its task, which is restored now", number);
            wake(number);
        }
    }

    private void look() {
        try {
            wakeDue();
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.debugf("The sweeper will see to what was announced: %s", e.getMessage());
        }
    }
}
