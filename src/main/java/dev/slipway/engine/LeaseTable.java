package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;

/** Leases in PostgreSQL: one counter per fleet, so that yesterday's worker is refused by today's epoch. */
@ApplicationScoped
class LeaseTable implements Leases {
    private final Sql sql;

    LeaseTable(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Lease take(long deployment, String fleet) throws JournalUnavailable {
        long epoch = sql.<Long, RuntimeException>answer(c -> {
            var next = Sql.number(c, """
                    insert into fleet_epoch (fleet, epoch) values (?, 1)
                    on conflict (fleet) do update set epoch = fleet_epoch.epoch + 1 returning epoch""", fleet);
            Sql.update(c, "update deployment set epoch = ? where number = ?", next, deployment);
            return next;
        });
        return new Row(sql, deployment, epoch);
    }

    private record Row(Sql sql, long deployment, long epoch) implements Lease {
        @Override
        public boolean held() throws JournalUnavailable {
            return sql.<Boolean, RuntimeException>answer(
                    c -> Sql.number(c, "select epoch from deployment where number = ?", deployment) == epoch);
        }
    }
}
