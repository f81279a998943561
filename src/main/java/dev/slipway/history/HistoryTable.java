package dev.slipway.history;

import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Status;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
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

    @Override
    public Optional<DeploymentView> deployment(long number) {
        return sql.ask(c -> one(c, number));
    }

    @Override
    public Optional<String> fleetOf(long number) {
        return sql.ask(c ->
                Sql.list(c, row -> row.getString(1), "select fleet from deployment where number = ?", number).stream()
                        .findFirst());
    }

    private Optional<DeploymentView> one(Connection c, long number) throws SQLException {
        var entries = JournalTable.read(c, number, 0);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        var state = DeploymentState.of(entries);
        var behind = state.status() != Status.QUEUED
                ? 0
                : Sql.number(c, """
                        select max(number) from deployment o where fleet = ? and finished_at is null
                           and number < ? and status <> 'waiting_approval'
                           and not deployment_frozen(o)""", state.request().fleet(), number);
        return Optional.of(
                new Viewing(state, clock.instant(), fleets.find(state.request().fleet()), Takeovers.newest(entries))
                        .view(number, behind == 0 ? null : (Long) behind, stop(c, state, number)));
    }

    private static @Nullable Stop stop(Connection c, DeploymentState state, long number) throws SQLException {
        return state.status() == Status.QUEUED
                ? Stop.of(c, number, state.request().fleet())
                : null;
    }

    @Override
    public List<DeploymentView> deployments(
            @Nullable String fleet, @Nullable String status, @Nullable Long before, int limit) {
        return sql.ask(c -> {
            var numbers = new Query("select number from deployment where true")
                    .and("fleet = ?", fleet)
                    .and("status = ?", status)
                    .and("number < ?", before)
                    .then(" order by number desc limit ?", limit)
                    .list(c, row -> row.getLong(1));
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
        return sql.ask(c -> {
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
        return found.map(f -> sql.ask(c -> FleetViewing.view(c, f)));
    }

    @Override
    public List<LogLine> log(long number, @Nullable String node, @Nullable String step, long after, int limit) {
        return sql.ask(c -> lines(number, node, step)
                .and("number > ?", after)
                .then(" order by number limit ?", limit)
                .list(c, HistoryTable::line));
    }

    @Override
    public List<LogLine> logBefore(long number, @Nullable String node, @Nullable String step, long before, int limit) {
        return sql.ask(c -> lines(number, node, step)
                .and("number < ?", before)
                .then(" order by number desc limit ?", limit)
                .list(c, HistoryTable::line)
                .reversed());
    }

    @Override
    public List<LogLine> logWith(long number, @Nullable String node, @Nullable String step, String text, int limit) {
        return sql.ask(c -> lines(number, node, step)
                .and("position(lower(?) in lower(text)) > 0", text)
                .then(" order by number limit ?", limit)
                .list(c, HistoryTable::line));
    }

    private static Query lines(long number, @Nullable String node, @Nullable String step) {
        return new Query("select number, at, node, step, text from log_line where deployment = ?", number)
                .and("node = ?", node)
                .and("step = ?", step);
    }

    @Override
    public long logLines(long number) {
        return sql.ask(c -> Sql.number(c, "select last_line from deployment where number = ?", number));
    }

    private static LogLine line(ResultSet row) throws SQLException {
        return new LogLine(
                row.getLong(1), row.getTimestamp(2).toInstant(), row.getString(3), row.getString(4), row.getString(5));
    }

    @Override
    public List<dev.slipway.deployment.Entry> entries(long number, long after) {
        return sql.ask(c -> JournalTable.read(c, number, after));
    }

    @Override
    public long awaitAfter(long number, long after, Duration atMost) throws InterruptedException {
        var until = System.nanoTime() + atMost.toNanos();
        while (true) {
            var seen = wakes.count(number);
            var last = sql.ask(c -> Sql.number(c, "select last_entry from deployment where number = ?", number));
            var left = Duration.ofNanos(until - System.nanoTime());
            if (last > after || wakes.ended() || left.isNegative() || left.isZero()) {
                return last;
            }
            wakes.await(number, seen, left.compareTo(LOOK) < 0 ? left : LOOK);
        }
    }
}
