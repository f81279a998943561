package dev.slipway.history;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.history.Archive.Entry;
import dev.slipway.history.Archive.Filter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a list of a hundred thousand deployments reads a page's rows and no more, whatever is asked for.
 *
 * <p>Method: a generated table; PostgreSQL itself says how many rows it touched. No clock is asserted on.
 */
@QuarkusTest
@TestProfile(ArchiveTest.OfItsOwn.class)
class ArchiveTest {
    /** Its crowd of made-up rows is nobody else's. */
    public static final class OfItsOwn implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(TestDatabase.class));
        }
    }

    private static final Logger LOG = Logger.getLogger(ArchiveTest.class);
    private static final int DEPLOYMENTS = 100_000;
    private static final Pattern ROWS = Pattern.compile("rows=([0-9.]+) loops=([0-9]+)");

    private static final int BLOCK = 10_000;
    private static boolean filled;

    @Inject
    DataSource database;

    @Inject
    Archive archive;

    @Inject
    Figures figures;

    /** Once for all tests. In blocks: a statement has its time. */
    @BeforeEach
    void fill() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            if (filled) {
                return;
            }
            for (var first = DEPLOYMENTS; first > 0; first -= BLOCK) {
                statement.execute("""
                        insert into deployment (fleet, kind, release, status, started_by, queued_at, started_at, finished_at,
                                                last_entry, servers, reached, out_seconds, longest_out)
                        select 'fleet-' || i %% 20, 'deploy', 'r' || i,
                               case when i %% 50 = 0 then 'failed' else 'succeeded' end,
                               'person-' || i %% 7, now() - i * interval '1 minute', now() - i * interval '1 minute',
                               now() - i * interval '1 minute' + interval '30 seconds', 1, 4, 4, 3, 1
                          from generate_series(%d, %d, -1) i""".formatted(first, first - BLOCK + 1));
                statement.execute("""
                        insert into journal (deployment, number, at, epoch, event)
                        select number, 1, queued_at, 0, '{"is": "queued", "reason": "why"}' from deployment
                         where number > (select max(number) - %d from deployment)""".formatted(BLOCK));
            }
            statement.execute("analyze");
            filled = true;
        }
    }

    @Test
    void pages_hang_together_without_a_gap() {
        var first = archive.newestFirst(Filter.ALL, null, 50);
        var second = archive.newestFirst(Filter.ALL, first.getLast().number(), 50);
        assertThat(first).hasSize(50);
        assertThat(first.getFirst().why()).isEqualTo("why");
        assertThat(second.getFirst().number()).isEqualTo(first.getLast().number() - 1);
    }

    @Test
    void the_page_opens_with_its_filters() {
        given().get("/deployments"); // what is slow only once
        var start = System.nanoTime();
        var page = given().get("/deployments?person=person-2");
        LOG.infof("%d ms for a page of %d deployments", (System.nanoTime() - start) / 1_000_000, DEPLOYMENTS);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.asString()).contains("<option selected>person-2</option>", "person=person-2&amp;before=");
    }

    @Test
    void everybody_is_named_once() {
        assertThat(archive.people(100))
                .containsExactly("person-0", "person-1", "person-2", "person-3", "person-4", "person-5", "person-6");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -",
                "fleet-3, -, -",
                "-, person-2, -",
                "-, -, failed",
                "fleet-0, -, failed",
                "fleet-3, person-2, -",
                "-, person-2, nothing-like-it"
            })
    void a_page_touches_few_rows_whatever_it_is_narrowed_to(
            @Nullable String fleet, @Nullable String person, @Nullable String status) throws SQLException {
        assertThat(touched(new Filter(fleet, person, status), null)).isLessThan(2_000);
        assertThat(touched(new Filter(fleet, person, status), 40_000L)).isLessThan(2_000);
    }

    @Test
    void all_that_ended_is_handed_over_in_order_and_nothing_else() {
        var ended = new ArrayList<Entry>();
        archive.ended(Instant.now().minus(Duration.ofHours(10)), new Filter("fleet-3", null, null), ended::add);
        assertThat(ended).hasSize(30).isSortedAccordingTo((a, b) -> Long.compare(a.number(), b.number()));
    }

    @Test
    void what_nobody_counted_yet_is_counted_once_and_a_journal_that_is_gone_counts_as_nothing() throws SQLException {
        var last = "(select max(number) - 3 from deployment)";
        change("create table kept as select * from journal where deployment > " + last);
        try {
            change("delete from journal where deployment > " + last);
            change("update deployment set servers = null where number > " + last);
            figures.count();
            assertThat(archive.newestFirst(Filter.ALL, null, 4))
                    .extracting(Entry::servers)
                    .isEqualTo(List.of(0, 0, 0, 4));
        } finally {
            change("insert into journal select * from kept");
            change("drop table kept");
            change("update deployment set servers = 4, reached = 4, out_seconds = 3, longest_out = 1 where number > "
                    + last);
        }
    }

    private void change(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rows that all steps of the plan together went through. */
    private double touched(Filter filter, @Nullable Long before) throws SQLException {
        var query = ArchiveTable.page(filter, before, 51);
        var touched = 0.0;
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("explain (analyze, costs off) " + query.text())) {
            Sql.set(statement, query.values());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var found = ROWS.matcher(rows.getString(1));
                    if (found.find()) {
                        touched += Double.parseDouble(found.group(1)) * Integer.parseInt(found.group(2));
                    }
                    var removed = rows.getString(1).replaceFirst(".*Rows Removed by Filter: (\\d+).*", "$1");
                    if (removed.matches("\\d+")) {
                        touched += Integer.parseInt(removed);
                    }
                }
            }
        }
        return touched;
    }
}
