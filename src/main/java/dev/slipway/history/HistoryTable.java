package dev.slipway.history;

import dev.slipway.deployment.DeploymentState;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Hold;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The history, read from PostgreSQL. */
@ApplicationScoped
class HistoryTable implements History {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private final Sql sql;
    private final Fleets fleets;
    private final Wakes wakes;
    private final InstantSource clock;

    HistoryTable(
            DataSource database, TransactionManager transactions, Fleets fleets, Wakes wakes, InstantSource clock) {
        this.sql = new Sql(database, transactions);
        this.fleets = fleets;
        this.wakes = wakes;
        this.clock = clock;
    }

    private <T> T ask(Sql.Work<T, RuntimeException> work) {
        try {
            return sql.transaction(work);
        } catch (SQLException e) {
            throw new HistoryUnavailable(e);
        }
    }

    @Override
    public Optional<DeploymentView> deployment(long number) {
        return ask(c -> one(c, number));
    }

    private Optional<DeploymentView> one(Connection c, long number) throws SQLException {
        var entries = JournalTable.read(c, number, 0);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        var state = DeploymentState.of(entries);
        var behind = state.startedAt() != null || state.finishedAt() != null
                ? 0
                : Sql.number(c, """
                        select max(number) from deployment o where fleet = ? and finished_at is null
                           and number < ? and not deployment_frozen(o)""", state.request().fleet(), number);
        return Optional.of(
                new Viewing(state, clock.instant(), fleets.find(state.request().fleet()), Takeovers.newest(entries))
                        .view(number, behind == 0 ? null : (Long) behind, frozen(c, state, number)));
    }

    /** Why a queued deployment does not begin though its turn may have come; null: nothing of the kind. */
    private static @Nullable String frozen(Connection c, DeploymentState state, long number) throws SQLException {
        if (state.startedAt() != null
                || state.finishedAt() != null
                || Sql.number(c, "select count(*) from deployment d where number = ? and deployment_frozen(d)", number)
                        == 0) {
            return null;
        }
        var hold = HoldTable.find(c, state.request().fleet(), Hold.What.ALL);
        return hold == null ? null : "waits: the fleet is " + hold.told();
    }

    @Override
    public List<DeploymentView> deployments(
            @Nullable String fleet, @Nullable String status, @Nullable Long before, int limit) {
        return ask(c -> {
            var values = new ArrayList<@Nullable Object>();
            var query = new StringBuilder("select number from deployment where true");
            narrow(query, values, "fleet", fleet);
            narrow(query, values, "status", status);
            if (before != null) {
                query.append(" and number < ?");
                values.add(before);
            }
            query.append(" order by number desc limit ?");
            values.add(limit);
            var numbers = Sql.list(c, row -> row.getLong(1), query.toString(), values.toArray());
            var views = new ArrayList<DeploymentView>();
            for (var number : numbers) {
                one(c, number).ifPresent(views::add);
            }
            return views;
        });
    }

    @Override
    public List<FleetView> fleets() {
        var all = fleets.list();
        return ask(c -> {
            var views = new ArrayList<FleetView>();
            for (var fleet : all) {
                views.add(FleetViewing.view(c, fleet));
            }
            return views;
        });
    }

    @Override
    public Optional<FleetView> fleet(String name) {
        Optional<Fleet> found = fleets.find(name);
        return found.map(f -> ask(c -> FleetViewing.view(c, f)));
    }

    @Override
    public List<LogLine> log(long number, @Nullable String node, @Nullable String step, long after, int limit) {
        return ask(c -> {
            var values = new ArrayList<@Nullable Object>(List.of(number, after));
            var query = new StringBuilder(
                    "select number, at, node, step, text from log_line where deployment = ? and number > ?");
            narrow(query, values, "node", node);
            narrow(query, values, "step", step);
            query.append(" order by number limit ?");
            values.add(limit);
            return Sql.list(c, HistoryTable::line, query.toString(), values.toArray());
        });
    }

    @Override
    public List<LogLine> logBefore(long number, @Nullable String node, @Nullable String step, long before, int limit) {
        return ask(c -> {
            var values = new ArrayList<@Nullable Object>(List.of(number, before));
            var query = new StringBuilder(
                    "select number, at, node, step, text from log_line where deployment = ? and number < ?");
            narrow(query, values, "node", node);
            narrow(query, values, "step", step);
            query.append(" order by number desc limit ?");
            values.add(limit);
            return Sql.list(c, HistoryTable::line, query.toString(), values.toArray())
                    .reversed();
        });
    }

    @Override
    public List<LogLine> logWith(long number, @Nullable String node, @Nullable String step, String text, int limit) {
        return ask(c -> {
            var values = new ArrayList<@Nullable Object>(List.of(number, text));
            var query = new StringBuilder("select number, at, node, step, text from log_line where deployment = ?"
                    + " and position(lower(?) in lower(text)) > 0");
            narrow(query, values, "node", node);
            narrow(query, values, "step", step);
            query.append(" order by number limit ?");
            values.add(limit);
            return Sql.list(c, HistoryTable::line, query.toString(), values.toArray());
        });
    }

    @Override
    public long logLines(long number) {
        return ask(c -> Sql.number(c, "select last_line from deployment where number = ?", number));
    }

    private static void narrow(
            StringBuilder query, List<@Nullable Object> values, String column, @Nullable String value) {
        if (value != null) {
            query.append(" and ").append(column).append(" = ?");
            values.add(value);
        }
    }

    private static LogLine line(ResultSet row) throws SQLException {
        return new LogLine(
                row.getLong(1), row.getTimestamp(2).toInstant(), row.getString(3), row.getString(4), row.getString(5));
    }

    @Override
    public List<dev.slipway.deployment.Entry> entries(long number, long after) {
        return ask(c -> JournalTable.read(c, number, after));
    }

    @Override
    public long awaitAfter(long number, long after, Duration atMost) throws InterruptedException {
        var until = System.nanoTime() + atMost.toNanos();
        while (true) {
            var seen = wakes.count(number);
            var last = ask(c -> Sql.number(c, "select last_entry from deployment where number = ?", number));
            var left = Duration.ofNanos(until - System.nanoTime());
            if (last > after || wakes.ended() || left.isNegative() || left.isZero()) {
                return last;
            }
            wakes.await(number, seen, left.compareTo(LOOK) < 0 ? left : LOOK);
        }
    }
}
