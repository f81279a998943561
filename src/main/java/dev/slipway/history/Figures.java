package dev.slipway.history;

import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeProgress;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Status;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts each deployment once when it is over, also those of older versions. Apart from the engine, so that nothing
 * that is wrong here can keep a deployment from ending; and two instances that count the same one write the same.
 */
@ApplicationScoped
class Figures {
    private static final Logger LOG = Logger.getLogger(Figures.class);
    private static final int AT_ONCE = 200;
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final Sql sql;
    private final Clockwork clockwork;

    Figures(DataSource database, TransactionManager transactions, Clockwork clockwork) {
        this.sql = new Sql(database, transactions);
        this.clockwork = clockwork;
    }

    void start(@Observes StartupEvent event) {
        clockwork.every(EVERY, "figures", this::countQuietly);
    }

    private void countQuietly() {
        try {
            var _ = count();
        } catch (SQLException | RuntimeException e) {
            LOG.debugf("Ended deployments could not be counted, and will be later: %s", e.getMessage());
        }
    }

    /** Counts those that nobody counted yet, a limited number of them; says how many it was. */
    int count() throws SQLException {
        return sql.<Integer, RuntimeException>transaction(c -> {
            var numbers = Sql.list(c, row -> row.getLong(1), """
                    select number from deployment where finished_at is not null and servers is null
                     order by number desc limit ?""", AT_ONCE);
            for (var number : numbers) {
                write(c, number);
            }
            return numbers.size();
        });
    }

    private static void write(Connection c, long number) throws SQLException {
        var state = DeploymentState.of(JournalTable.read(c, number, 0));
        var longest = 0.0;
        var all = 0.0;
        var reached = 0;
        var end = state.finishedAt();
        for (var node : state.nodes()) {
            reached += node.state() == NodeProgress.State.DONE ? 1 : 0;
            var out = node.outOfRotation(end == null ? Instant.EPOCH : end);
            if (out != null) {
                all += seconds(out);
                longest = Math.max(longest, seconds(out));
            }
        }
        Sql.update(
                c,
                "update deployment set servers = ?, reached = ?, out_seconds = ?, longest_out = ?,"
                        + " lead_seconds = ?::double precision where number = ?",
                state.nodes().size(),
                reached,
                all,
                longest,
                lead(state),
                number);
    }

    private static @Nullable Double lead(DeploymentState state) {
        @Nullable Plan plan = state.plan();
        if (plan == null || plan.kind() != Kind.DEPLOY || state.status() != Status.SUCCEEDED) {
            return null;
        }
        var end = Objects.requireNonNull(state.finishedAt());
        return Math.max(0, seconds(Duration.between(plan.release().createdAt(), end)));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
