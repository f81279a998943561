package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then at every deployment that waits for approval. One thread for all of them, however long they wait;
 * each instance has one, and what two of them find is done once.
 */
@ApplicationScoped
class ApprovalWatch {
    private static final Logger LOG = Logger.getLogger(ApprovalWatch.class);
    private final Approvals approvals;
    private final ApprovalTable table;
    private final EngineConfig config;
    private @Nullable ScheduledExecutorService clock;

    ApprovalWatch(Approvals approvals, ApprovalTable table, EngineConfig config) {
        this.approvals = approvals;
        this.table = table;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        var every = config.approvals().toMillis();
        var thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("approvals").factory());
        var _ = thread.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
        clock = thread;
    }

    void handOver(@Observes ShutdownDelayInitiatedEvent event) {
        end();
    }

    void stop(@Observes ShutdownEvent event) {
        end();
    }

    private void end() {
        if (clock != null) {
            clock.shutdownNow();
        }
    }

    private void look() {
        try {
            table.all().forEach(this::look);
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.warnf("Deployments that wait for approval could not be looked up: %s", e.getMessage());
        }
    }

    /** One that cannot be looked at keeps none of the others waiting. */
    private void look(ApprovalTable.Waiting waiting) {
        try {
            approvals.look(waiting);
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.warnf(
                    "Deployment %d waits for approval and could not be looked at: %s",
                    waiting.number(), e.getMessage());
        }
    }
}
