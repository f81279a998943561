package dev.slipway.engine;

import dev.slipway.engine.step.MigrationLedger;
import dev.slipway.engine.step.NotOwner;
import dev.slipway.history.Sql;
import dev.slipway.release.Release;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The migration ledger in PostgreSQL, written only under the owner's epoch. */
@ApplicationScoped
class MigrationTable implements Migrations {
    private final Sql sql;

    MigrationTable(Sql sql) {
        this.sql = sql;
    }

    @Override
    public MigrationLedger under(long deployment, Leases.Lease lease) {
        return new Ledger(sql, deployment, lease.epoch());
    }

    private record Ledger(Sql sql, long deployment, long epoch) implements MigrationLedger {
        @Override
        public @Nullable Line read(Release release, String database) throws NotOwner {
            return this.<@Nullable Line>answer(c -> line(c, release, database));
        }

        @Override
        public boolean replace(Release release, String database, @Nullable Line before, Line after) throws NotOwner {
            return answer(c -> {
                var mine = Sql.number(c, "select epoch from deployment where number = ? for update", deployment);
                if (mine != epoch) {
                    throw new NotOwner("another instance has a newer epoch than " + epoch);
                }
                return before == null
                        ? insert(c, release, database, after)
                        : update(c, release, database, before, after);
            });
        }

        private <T extends @Nullable Object> T answer(Sql.Work<T, NotOwner> work) throws NotOwner {
            try {
                return sql.transaction(work);
            } catch (SQLException e) {
                throw new NotOwner("the database did not answer: " + e.getMessage());
            }
        }

        private static @Nullable Line line(Connection c, Release release, String database) throws SQLException {
            try (var statement = c.prepareStatement("""
                    select m.state, m.deployment, m.node, m.attempt, m.asked, m.confirmed, m.exit_code,
                           d.finished_at is null as live
                      from migration m join deployment d on d.number = m.deployment
                     where m.application = ? and m.release = ? and m.database = ?""")) {
                Sql.set(statement, release.application(), release.version(), database);
                try (var rows = statement.executeQuery()) {
                    return rows.next()
                            ? new Line(
                                    State.of(rows.getString("state")),
                                    rows.getLong("deployment"),
                                    rows.getString("node"),
                                    rows.getInt("attempt"),
                                    rows.getInt("asked"),
                                    rows.getBoolean("confirmed"),
                                    rows.getObject("exit_code", Integer.class),
                                    rows.getBoolean("live"))
                            : null;
                }
            }
        }

        private static boolean insert(Connection c, Release release, String database, Line line) throws SQLException {
            return Sql.update(
                            c,
                            """
                            insert into migration (application, release, database, state, deployment, node, attempt,
                                                   asked, confirmed, exit_code)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::int)
                            on conflict (application, release, database) do nothing""",
                            release.application(),
                            release.version(),
                            database,
                            line.state().word(),
                            line.deployment(),
                            line.node(),
                            line.attempt(),
                            line.asked(),
                            line.confirmed(),
                            line.exitCode())
                    == 1;
        }

        /** The attempt in the condition decides between two that read the same line. */
        private static boolean update(Connection c, Release release, String database, Line before, Line line)
                throws SQLException {
            return Sql.update(
                            c,
                            """
                            update migration set state = ?, deployment = ?, node = ?, attempt = ?, asked = ?,
                                   confirmed = ?, exit_code = ?::int
                             where application = ? and release = ? and database = ?
                               and state = ? and deployment = ? and attempt = ? and confirmed = ?""",
                            line.state().word(),
                            line.deployment(),
                            line.node(),
                            line.attempt(),
                            line.asked(),
                            line.confirmed(),
                            line.exitCode(),
                            release.application(),
                            release.version(),
                            database,
                            before.state().word(),
                            before.deployment(),
                            before.attempt(),
                            before.confirmed())
                    == 1;
        }
    }
}
