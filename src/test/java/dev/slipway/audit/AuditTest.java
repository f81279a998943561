package dev.slipway.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.HeardLog;
import dev.slipway.OwnDatabaseProfile;
import dev.slipway.audit.AuditTrail.Search;
import dev.slipway.audit.AuditTrail.Verdict;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The audit is append-only, and tells when somebody got around that.
 *
 * <p>Method: each test plays an administrator of the database, who turns the triggers off and changes rows.
 */
@QuarkusTest
@TestProfile(OwnDatabaseProfile.class)
class AuditTest {
    private static final String REST = "at, actor, action, subject, detail, address, before, after, previous, hash";

    @Inject
    Audit audit;

    @Inject
    AuditTrail trail;

    @Inject
    DataSource database;

    @Inject
    Checkpoint checkpoint;

    @Inject
    Scheduler scheduler;

    @BeforeEach
    void someRows() throws SQLException {
        sql("create table if not exists kept as select * from audit with no data");
        for (var i = 0; i < 5; i++) {
            audit.record(
                    new Change("mira", "test.do", "thing:" + i, "größer 'than' before", "a" + i, i == 3 ? null : ""));
        }
        assertThat(trail.verify()).isInstanceOf(Verdict.Whole.class);
        sql("insert into kept select * from audit");
    }

    @AfterEach
    void restore() throws SQLException {
        tamper("delete from audit", "insert into audit overriding system value select * from kept order by id");
        sql("update audit_head set id = (select max(id) from audit),"
                + " hash = (select hash from audit order by id desc limit 1)");
        sql("drop table kept");
        assertThat(trail.verify()).isInstanceOf(Verdict.Whole.class);
    }

    @Test
    void no_statement_changes_or_removes_a_row() {
        for (var statement : List.of(
                "update audit set actor = 'somebody else'",
                "delete from audit",
                "truncate audit",
                "update audit set detail = detail where id = (select min(id) from audit)")) {
            assertThatThrownBy(() -> sql(statement)).as(statement).hasMessageContaining("append-only");
        }
    }

    @Test
    void a_changed_row_is_found() throws SQLException {
        for (var change : List.of(
                "actor = 'noone'",
                "detail = 'nothing'",
                "at = at + interval '1 microsecond'",
                "address = '10.0.0.1'",
                "before = null",
                "after = 'x'",
                "action = action || ' '")) {
            tamper("update audit set " + change + " where id = " + third());
            assertThat(trail.verify()).as(change).isEqualTo(broken(third()));
            tamper("delete from audit", "insert into audit overriding system value select * from kept order by id");
        }
    }

    @Test
    void a_removed_row_is_found_also_when_it_is_the_newest_or_the_first() throws SQLException {
        tamper("delete from audit where id = " + third());
        assertThat(trail.verify()).isInstanceOf(Verdict.Broken.class);
        tamper("insert into audit overriding system value select * from kept where id = " + third());
        assertThat(trail.verify()).isInstanceOf(Verdict.Whole.class);

        tamper("delete from audit where id = (select max(id) from audit)");
        assertThat(trail.verify()).isInstanceOf(Verdict.Broken.class);
        tamper("delete from audit");
        assertThat(trail.verify()).isInstanceOf(Verdict.Broken.class);
        tamper("insert into audit overriding system value select * from kept order by id offset 1");
        assertThat(trail.verify()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void a_row_that_was_put_in_is_found_wherever_it_stands() throws SQLException {
        sql("insert into audit (at, actor, action, subject, detail, previous, hash)"
                + " select now(), 'mira', 'test.forged', 'x', '', hash, repeat('a', 64) from audit_head");
        assertThat(trail.verify()).isInstanceOf(Verdict.Broken.class);
        tamper("delete from audit where action = 'test.forged'");
        tamper(
                "delete from audit where id > " + third(),
                "insert into audit overriding system value select id + 1000, " + REST + " from kept where id > "
                        + third(),
                "insert into audit overriding system value select id + 1, at, actor, action, subject, detail, address,"
                        + " before, after, repeat('c', 64), repeat('b', 64) from kept where id = " + third());
        assertThat(trail.verify()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void two_rows_that_changed_places_are_found() throws SQLException {
        var both = " in (" + third() + ", " + (third() + 1) + ")";
        tamper(
                "delete from audit where id" + both,
                "insert into audit overriding system value select " + (2 * third() + 1) + " - id, " + REST
                        + " from kept where id" + both);
        assertThat(trail.verify()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void rows_that_many_write_at_once_make_one_chain() throws Exception {
        var before = count();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var all = new ArrayList<Future<?>>();
            for (var i = 0; i < 40; i++) {
                var number = i;
                all.add(threads.submit(() -> audit.record("crowd", "test.crowd", "thing:" + number, "")));
            }
            for (var one : all) {
                one.get();
            }
        }
        assertThat(count()).isEqualTo(before + 40);
        assertThat(trail.verify()).isInstanceOf(Verdict.Whole.class);
        sql("insert into kept select * from audit where action = 'test.crowd'");
    }

    @Test
    void what_is_undone_leaves_no_row_and_no_gap_in_the_chain() throws SQLException {
        var before = count();
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            audit.record(connection, Change.of("mira", "test.undone", "x", ""));
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(count()).isEqualTo(before);
        assertThat(trail.verify()).isInstanceOf(Verdict.Whole.class);
    }

    @Test
    void a_search_finds_words_and_takes_wildcards_literally() {
        assertThat(trail.newest(new Search("MIRA", null, "thing:3"), Long.MAX_VALUE, 10))
                .isNotEmpty()
                .allMatch(row -> row.change().subject().equals("thing:3"));
        assertThat(trail.newest(new Search("%", null, null), Long.MAX_VALUE, 10))
                .isEmpty();
        assertThat(trail.newest(new Search(null, "test_do", null), Long.MAX_VALUE, 10))
                .isEmpty();
    }

    @Test
    void the_export_is_one_json_object_a_line_and_the_page_tells_a_broken_chain() throws SQLException {
        var export = given().get("/api/v1/audit?action=test.do");
        assertThat(export.contentType()).startsWith("application/x-ndjson");
        assertThat(export.asString().lines())
                .hasSizeGreaterThanOrEqualTo(5)
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(given().get("/audit").asString()).contains("rows are as they were written");
        assertThat(given().get("/api/v1/audit/verify").jsonPath().getBoolean("whole"))
                .isTrue();
        tamper("update audit set actor = 'noone' where id = " + third());
        assertThat(given().get("/audit").asString()).contains("The chain is broken", "Row " + third());
        assertThat(given().get("/api/v1/audit/verify").jsonPath().getBoolean("whole"))
                .isFalse();
    }

    private static Verdict broken(long id) {
        return new Verdict.Broken(id, "Row " + id + " was changed, or a row before it was removed or put in.");
    }

    private long third() throws SQLException {
        return number("select id from kept where action = 'test.do' order by id offset 2 limit 1");
    }

    private long count() throws SQLException {
        return number("select count(*) from audit");
    }

    private void tamper(String... statements) throws SQLException {
        sql("alter table audit disable trigger user");
        try {
            for (var statement : statements) {
                sql(statement);
            }
        } finally {
            sql("alter table audit enable trigger user");
        }
    }

    private void sql(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void its_end_is_told_to_the_log_each_midnight() {
        assertThat(scheduler.getScheduledJobs())
                .filteredOn(job -> job.getId().equals("audit-checkpoint"))
                .singleElement()
                .satisfies(job -> {
                    var next = LocalDateTime.ofInstant(job.getNextFireTime(), ZoneId.systemDefault());
                    assertThat(next.toLocalTime()).isEqualTo(LocalTime.MIDNIGHT);
                });
        try (var log = HeardLog.of(Checkpoint.class.getName())) {
            checkpoint.note();
            assertThat(log.lines()).singleElement().asString().contains("The audit ends with", trail.newest());
        }
    }
}
