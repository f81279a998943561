package dev.slipway.history;

import dev.slipway.fleet.Fleets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The archive, read from PostgreSQL. Each combination of filters is a statement of its own, so that each has its index.
 */
@ApplicationScoped
class ArchiveTable implements Archive {
    private static final int FETCHED_TOGETHER = 500;
    private static final String COLUMNS = """
            select d.number, d.fleet, d.kind, d.release, d.status, d.reason, j.event ->> 'reason' as why, d.started_by,
                   d.queued_at, d.started_at, d.finished_at, d.servers, d.reached, d.out_seconds, d.longest_out,
                   d.lead_seconds
              from deployment d left join journal j on j.deployment = d.number and j.number = 1
             where true""";

    private final Sql sql;
    private final Fleets fleets;

    ArchiveTable(DataSource database, TransactionManager transactions, Fleets fleets) {
        this.fleets = fleets;
        this.sql = new Sql(database, transactions);
    }

    @Override
    public List<Entry> newestFirst(Filter filter, @Nullable Long before, int limit) {
        return sql.ask(c -> page(filter, before, limit).list(c, ArchiveTable::entry));
    }

    /** The statement for a page. */
    static Query page(Filter filter, @Nullable Long before, int limit) {
        return narrowed(new Query(COLUMNS), filter)
                .and("d.number < ?", before)
                .then(" order by d.number desc limit ?", limit);
    }

    @Override
    public List<Entry> unfinished() {
        return sql.ask(c ->
                Sql.list(c, ArchiveTable::entry, COLUMNS + " and d.finished_at is null order by d.number limit 1000"));
    }

    /** Jumps from name to name over the index: the time is of the people, not of the deployments. */
    @Override
    public List<String> people(int limit) {
        return sql.ask(c -> Sql.list(c, row -> row.getString(1), """
                with recursive who as (
                    (select started_by from deployment order by started_by limit 1)
                    union all
                    select (select d.started_by from deployment d where d.started_by > who.started_by
                             order by d.started_by limit 1)
                      from who where who.started_by is not null)
                select started_by from who where started_by is not null limit ?""", limit));
    }

    @Override
    public void ended(Instant since, Filter filter, Consumer<Entry> each) {
        var query = narrowed(new Query(COLUMNS).and("d.finished_at >= ?", since), filter)
                .then(" order by d.finished_at, d.number");
        sql.ask(c -> {
            try (var statement = c.prepareStatement(query.text())) {
                statement.setFetchSize(FETCHED_TOGETHER);
                Sql.set(statement, query.values());
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        each.accept(entry(rows));
                    }
                }
            }
            return true;
        });
    }

    @Override
    public Map<String, String> migrations(String fleet) {
        var found = fleets.find(fleet);
        var states = new HashMap<String, String>();
        found.ifPresent(one -> sql.ask(c -> Sql.list(
                c,
                row -> states.put(row.getString(1), row.getString(2)),
                "select release, state from migration where application = ? and database = ?",
                one.application(),
                one.database())));
        return states;
    }

    private static Query narrowed(Query query, Filter filter) {
        return query.and("d.fleet = ?", filter.fleet())
                .and("d.started_by = ?", filter.person())
                .and("d.status = ?", filter.status());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("number"),
                row.getString("fleet"),
                row.getString("kind"),
                row.getString("release"),
                row.getString("status"),
                row.getString("reason"),
                row.getString("why"),
                row.getString("started_by"),
                Objects.requireNonNull(Sql.instant(row, "queued_at")),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "finished_at"),
                row.getObject("servers", Integer.class),
                row.getObject("reached", Integer.class),
                row.getObject("out_seconds", Double.class),
                row.getObject("longest_out", Double.class),
                row.getObject("lead_seconds", Double.class));
    }
}
