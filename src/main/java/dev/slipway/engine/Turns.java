package dev.slipway.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Journal.LostOwnership;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The clock, the lease and the takeover: one durable task per deployment that has something to do. */
@ApplicationScoped
class Turns {
    private static final Logger LOG = Logger.getLogger(Turns.class);
    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("deployment");
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final Duration NEVER = Duration.ofDays(3650);
    private static final Duration HAND_OVER = Duration.ofSeconds(8);

    private final Turn turn;
    private final Queue queue;
    private final EngineConfig config;
    private final DatabaseClock clock;
    private final SchedulerPool pool;
    private final String name;
    private @Nullable Scheduler scheduler;
    private @Nullable ScheduledExecutorService sweeper;
    private volatile boolean stopping;

    Turns(Turn turn, Queue queue, EngineConfig config, DatabaseClock clock, SchedulerPool pool, SecureRandom random) {
        this.turn = turn;
        this.queue = queue;
        this.config = config;
        this.clock = clock;
        this.pool = pool;
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
        made.start();
        var beat = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("deployment-sweeper").factory());
        var _ = beat.scheduleWithFixedDelay(this::sweep, 0, SWEEP.toSeconds(), TimeUnit.SECONDS);
        sweeper = beat;
    }

    /** Hands over: steps stop where they are, jobs on nodes run on, another instance or the next start continues. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        if (sweeper != null) {
            sweeper.shutdownNow();
        }
        if (scheduler != null) {
            scheduler.stop();
        }
        pool.close();
    }

    /** Sees to it that the deployment is looked at now. */
    void wake(long number) {
        if (scheduler == null || stopping) {
            return;
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
            queue.due().forEach(this::wake);
        } catch (JournalUnavailable e) {
            LOG.debugf("The sweeper will see to what follows deployment %d: %s", number, e.getMessage());
        }
    }

    private void sweep() {
        try {
            clock.synchronise();
            queue.due().forEach(this::wake);
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.warnf("Deployments that are due could not be looked up: %s", e.getMessage());
        }
    }
}
