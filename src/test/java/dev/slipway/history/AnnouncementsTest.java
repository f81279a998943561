package dev.slipway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: what another instance writes is heard here, also after the connection for it was lost.
 *
 * <p>Method: the writes of another instance are plain SQL. Nobody in this process wakes anybody, so a count that grows
 * was heard.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class AnnouncementsTest {
    @Inject
    Wakes wakes;

    @Inject
    Announcements announcements;

    @Inject
    DataSource database;

    @Test
    void entries_and_words_are_heard_and_again_after_a_lost_connection() throws Exception {
        var due = new AtomicInteger();
        announcements.onDue(due::incrementAndGet);
        var number = number("""
                insert into deployment (fleet, kind, release, status, started_by, queued_at, started_at, epoch)
                values ('elsewhere', 'deploy', '1', 'held', 'test', now(), now(), 7) returning number""");
        Awaitility.await().until(() -> due.get() > 0);

        assertHeard(number, "update deployment set last_entry = last_entry + 1 where number = " + number);
        var asked = due.get();
        assertHeard(number, "update deployment set wake_seq = wake_seq + 1 where number = " + number);
        Awaitility.await().until(() -> due.get() > asked);

        assertThat(number("""
                with listener as materialized (
                    select pid from pg_stat_activity where application_name = 'slipway announcements'
                       and datname = current_database())
                select count(*) from listener where pg_terminate_backend(pid, 5000)""")).isEqualTo(1);
        Awaitility.await().until(() -> number("""
                select count(*) from pg_stat_activity where application_name = 'slipway announcements'
                   and datname = current_database() and query = 'listen slipway_due'""") == 1);
        // The first may be heard because a listener that came back looks at everything; the second is heard.
        assertHeard(number, "update deployment set last_entry = last_entry + 1 where number = " + number);
        assertHeard(number, "update deployment set last_entry = last_entry + 1 where number = " + number);
    }

    private void assertHeard(long number, String write) throws SQLException {
        var before = wakes.count(number);
        number(write + " returning number");
        Awaitility.await().until(() -> wakes.count(number) > before);
    }

    private long number(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
