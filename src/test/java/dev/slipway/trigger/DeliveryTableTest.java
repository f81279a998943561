package dev.slipway.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.history.Sql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(LoopbackProfile.class)
@NullUnmarked // injected fields
class DeliveryTableTest {
    @Inject
    DeliveryTable table;

    @Inject
    Sql sql;

    @Test
    void what_is_old_or_too_much_is_let_go_of_and_what_waits_is_not() throws Exception {
        Hooks.of("pruned", "");
        sql.<Integer, RuntimeException>transaction(c -> Sql.update(c, """
                insert into webhook_delivery (fleet, delivery, event, received_at, digest, payload, state, verdict, due_at)
                select 'pruned', n::text, 'ping', now() - make_interval(days => n % 40), n::text, '',
                       case when n <= 2 then 'waiting' else 'ignored' end, '', now() + interval '1 hour'
                  from generate_series(1, 100) n"""));
        table.prune(Duration.ofDays(30), 60);

        assertThat(left("state = 'waiting'")).isEqualTo(2);
        assertThat(left("state = 'ignored' and delivery::int <= 40"))
                .as("too much")
                .isZero();
        assertThat(left("state = 'ignored' and delivery::int between 70 and 79"))
                .as("30 days old")
                .isZero();
        assertThat(left("state = 'ignored'")).isEqualTo(50);
    }

    private long left(String which) throws Exception {
        return sql.<Long, RuntimeException>transaction(
                c -> Sql.number(c, "select count(*) from webhook_delivery where fleet = 'pruned' and " + which));
    }
}
