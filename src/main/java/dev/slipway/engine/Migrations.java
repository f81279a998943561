package dev.slipway.engine;

import dev.slipway.engine.step.MigrationLedger;

/** Opens the migration ledger. */
public interface Migrations {
    /** The ledger for this deployment's owner: what it writes counts only while the lease is held. */
    MigrationLedger under(long deployment, Leases.Lease lease);
}
