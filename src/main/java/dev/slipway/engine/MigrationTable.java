package dev.slipway.engine;

import dev.slipway.engine.step.MigrationLedger;
import dev.slipway.engine.step.NotOwner;
import dev.slipway.history.Sql;
import dev.slipway.release.Release;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The migration ledger in PostgreSQL, written only under the owner's epoch. */
final class MigrationTable implements MigrationLedger {
    private final Sql sql;
    private final Ownership ownership;

    MigrationTable(Sql sql, Ownership ownership) {
        this.sql = sql;
        this.ownership = ownership;
    }

    @Override
    public @Nullable Line read(Release release, String database) throws NotOwner {
        try {
            return sql.<@Nullable Line, RuntimeException>transaction(c -> {
                try (var statement = c.prepareStatement("""
                        select state, deployment, node, attempt, exit_code from migration
                         where application = ? and release = ? and database = ?""")) {
                    Sql.set(statement, release.application(), release.version(), database);
                    try (var rows = statement.executeQuery()) {
                        return rows.next()
                                ? new Line(
                                        State.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)),
                                        rows.getLong(2),
                                        rows.getString(3),
                                        rows.getInt(4),
                                        rows.getObject(5, Integer.class))
                                : null;
                    }
                }
            });
        } catch (SQLException e) {
            throw new NotOwner("the database did not answer: " + e.getMessage());
        }
    }

    @Override
    public void write(Release release, String database, Line line) throws NotOwner {
        try {
            var written = sql.<Integer, RuntimeException>transaction(c -> Sql.update(
                    c,
                    """
                    insert into migration (application, release, database, state, deployment, node, attempt, exit_code)
                    select ?, ?, ?, ?, ?, ?, ?, ?::int from deployment where number = ? and epoch = ?
                    on conflict (application, release, database) do update set state = excluded.state,
                        deployment = excluded.deployment, node = excluded.node, attempt = excluded.attempt,
                        exit_code = excluded.exit_code""",
                    release.application(),
                    release.version(),
                    database,
                    line.state().name().toLowerCase(Locale.ROOT),
                    line.deployment(),
                    line.node(),
                    line.attempt(),
                    line.exitCode(),
                    line.deployment(),
                    ownership.epoch()));
            if (written == 0) {
                throw new NotOwner("another instance has a newer epoch");
            }
        } catch (SQLException e) {
            throw new NotOwner("the database did not answer: " + e.getMessage());
        }
    }
}
