package dev.slipway.engine;

import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/** The counter of a fleet's fencing epochs. */
@ApplicationScoped
public class Epochs {
    private final Sql sql;

    Epochs(Sql sql) {
        this.sql = sql;
    }

    /** The next owner's epoch will be above this one; the counter never goes back. */
    public void atLeast(String fleet, long epoch) {
        try {
            sql.<Integer, RuntimeException>transaction(c -> Sql.update(c, """
                    insert into fleet_epoch (fleet, epoch) values (?, ?)
                    on conflict (fleet) do update set epoch = greatest(fleet_epoch.epoch, excluded.epoch)""", fleet, epoch));
        } catch (SQLException e) {
            throw new IllegalStateException("The fleet's epoch could not be raised", e);
        }
    }
}
