package dev.slipway.engine;

import dev.slipway.engine.step.NotOwner;
import dev.slipway.history.Journal.LostOwnership;
import dev.slipway.history.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * That this instance acts for one deployment: an epoch that only grows, and a deadline on the monotonic clock after
 * which nothing new is begun without another heartbeat.
 */
final class Ownership {
    private final Sql sql;
    private final long deployment;
    private final long epoch;
    private final Duration valid;
    private final AtomicLong lastBeat;
    private volatile @Nullable String lost;

    private Ownership(Sql sql, long deployment, long epoch, Duration valid, long now) {
        this.sql = sql;
        this.deployment = deployment;
        this.epoch = epoch;
        this.valid = valid;
        this.lastBeat = new AtomicLong(now);
    }

    /** Takes it: the fleet's next epoch, stamped on the deployment. */
    static Ownership take(Sql sql, long deployment, String fleet, EngineConfig config) throws SQLException {
        var now = System.nanoTime();
        var epoch = sql.<Long, RuntimeException>transaction(c -> {
            var next = Sql.number(c, """
                    insert into fleet_epoch (fleet, epoch) values (?, 1)
                    on conflict (fleet) do update set epoch = fleet_epoch.epoch + 1 returning epoch""", fleet);
            Sql.update(c, "update deployment set epoch = ? where number = ?", next, deployment);
            return next;
        });
        var dead = config.heartbeat().multipliedBy(config.missedHeartbeats());
        return new Ownership(sql, deployment, epoch, dead.minus(config.heartbeat()), now);
    }

    long epoch() {
        return epoch;
    }

    /** Asks the database whether it is still so. */
    void beat() throws LostOwnership, SQLException {
        var now = System.nanoTime();
        var mine = sql.<Boolean, RuntimeException>transaction(
                c -> Sql.number(c, "select epoch from deployment where number = ?", deployment) == epoch);
        if (!mine) {
            lose("another instance has a newer epoch");
            throw new LostOwnership("Deployment " + deployment + " has another owner than epoch " + epoch);
        }
        lastBeat.set(now);
    }

    /** An append succeeded under this epoch: as good as a heartbeat. */
    void confirmed(long since) {
        lastBeat.set(since);
    }

    void lose(String how) {
        lost = how;
    }

    /** Throws unless this instance may act now. */
    void prove() throws NotOwner {
        var how = lost;
        if (how != null) {
            throw new NotOwner(how);
        }
        if (System.nanoTime() - lastBeat.get() > valid.toNanos()) {
            throw new NotOwner("no heartbeat for longer than " + valid.toSeconds() + " s");
        }
    }
}
