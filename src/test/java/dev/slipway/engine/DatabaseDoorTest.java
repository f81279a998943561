package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.history.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: of all instances one at a time is in the door, and nobody who crashes or freezes in there keeps it shut.
 *
 * <p>Method: two doors on one real database stand for two instances.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class DatabaseDoorTest {
    @Inject
    Sql sql;

    @Test
    void one_at_a_time() throws Exception {
        var one = new DatabaseDoor(sql);
        var other = new DatabaseDoor(sql);
        try (var in = one.tryEnter()) {
            assertThat(in).isNotNull();
            assertThat(other.tryEnter()).isNull();
        }
        try (var in = other.tryEnter()) {
            assertThat(in).isNotNull();
            assertThat(one.tryEnter()).isNull();
        }
    }

    @Test
    void who_crashes_in_there_is_out() throws Exception {
        var other = new DatabaseDoor(sql);
        try (var crashed = new DatabaseDoor(sql).tryEnter()) {
            assertThat(crashed).isNotNull();
            sql.transaction(c -> Sql.number(c, """
                    select count(pg_terminate_backend(pid)) from pg_locks
                    where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"""));
            assertEnters(other);
        }
    }

    @Test
    void who_freezes_in_there_is_put_out() throws Exception {
        var other = new DatabaseDoor(sql);
        try (var frozen = new DatabaseDoor(sql, Duration.ofMillis(300)).tryEnter()) {
            assertThat(frozen).isNotNull();
            assertEnters(other);
        }
    }

    private static void assertEnters(DatabaseDoor door) {
        Awaitility.await().until(() -> {
            try (var in = door.tryEnter()) {
                return in != null;
            }
        });
    }
}
