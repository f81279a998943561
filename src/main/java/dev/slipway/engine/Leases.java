package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;

/** Who owns a deployment, as the database says. */
public interface Leases {
    /** Takes it: the fleet's next epoch, stamped on the deployment. Whoever had it before has it no more. */
    Lease take(long deployment, String fleet) throws JournalUnavailable;

    /** One ownership. */
    interface Lease {
        /** Its fencing epoch. */
        long epoch();

        /** Asks the database whether this is still the newest ownership of the deployment. */
        boolean held() throws JournalUnavailable;
    }
}
