package dev.slipway.audit;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Writes the end of the chain to the log, at each start and each midnight: logs are kept elsewhere than the database,
 * so a proof of all that was before lies there.
 */
@Singleton
public class Checkpoint {
    private static final Logger LOG = Logger.getLogger(Checkpoint.class);
    private final AuditTrail trail;

    Checkpoint(AuditTrail trail) {
        this.trail = trail;
    }

    /** Writes it now. */
    @Scheduled(identity = "audit-checkpoint", cron = "0 0 0 * * ?")
    public void note() {
        LOG.infof("The audit ends with %s", trail.newest());
    }
}
