package dev.slipway.matrix;

import dev.slipway.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: an instance whose clock is wrong takes nothing away from a healthy one, and raises an alarm.
 *
 * <p>Method: this instance's clock is ten minutes ahead. A peer is a row in the scheduler's table whose heartbeat the
 * test renews by the database's clock, for three times as long as a silent peer lives; then it stops, and is taken
 * over.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(ClockAhead.class)
@NullUnmarked // injected fields
class Row07ClockOffTest {
    private static final Duration THREE_LIVES = Duration.ofSeconds(6);

    @Inject
    DataSource database;

    @Test
    void a_healthy_peer_is_left_alone_and_a_dead_one_is_not() throws Exception {
        var said = listen();
        update("""
                insert into scheduled_tasks
                       (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                values ('deployment', '999999', now(), true, 'peer', now(), 1)""");

        Awaitility.await()
                .pollInterval(Duration.ofMillis(100))
                .during(THREE_LIVES)
                .atMost(THREE_LIVES.multipliedBy(3))
                .until(() -> update("""
                        update scheduled_tasks set last_heartbeat = now()
                         where task_instance = '999999' and picked and picked_by = 'peer'""") == 1);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> update("""
                        update scheduled_tasks set priority = priority where task_instance = '999999' and picked_by = 'peer'""") == 0);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> said.stream()
                .anyMatch(line -> line.contains("clock is ahead of the database's by")));
    }

    private int update(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static List<String> listen() {
        var said = new CopyOnWriteArrayList<String>();
        Logger.getLogger("dev.slipway.engine.DatabaseClock").addHandler(new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(String.format(line.getMessage(), line.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return said;
    }
}
