package dev.slipway.engine;

import dev.slipway.history.Clockwork;
import dev.slipway.history.Journal.JournalUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

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
    private final Clockwork clockwork;

    ApprovalWatch(Approvals approvals, ApprovalTable table, EngineConfig config, Clockwork clockwork) {
        this.approvals = approvals;
        this.table = table;
        this.config = config;
        this.clockwork = clockwork;
    }

    void start(@Observes StartupEvent event) {
        clockwork.every(config.approvals(), "approvals", this::look);
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
