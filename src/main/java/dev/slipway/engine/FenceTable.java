package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;

/** What the pool fence asks the database. */
@ApplicationScoped
class FenceTable {
    private final Sql sql;

    FenceTable(Sql sql) {
        this.sql = sql;
    }

    /** Whether nothing of the fleet is under way or could begin. */
    boolean quiet(String fleet) throws JournalUnavailable {
        return sql.<Boolean, RuntimeException>answer(c ->
                Sql.number(c, "select count(*) from deployment o where o.fleet = ? and " + StrandedTable.OPEN, fleet)
                        == 0);
    }

    /** Whether no deployment was asked for with this key yet. */
    boolean unheard(String fleet, String key) throws JournalUnavailable {
        return sql.<Boolean, RuntimeException>answer(
                c -> Sql.number(c, "select count(*) from idempotency where fleet = ? and key = ?", fleet, key) == 0);
    }
}
