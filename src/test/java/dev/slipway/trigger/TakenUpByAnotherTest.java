package dev.slipway.trigger;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.slipway.history.Sql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Goal: a message that was answered with 202 is worked on, whatever becomes of the instance that took it, and begins
 * one deployment.
 *
 * <p>Method: the rows as a killed instance leaves them, written by hand; the application that runs is the other
 * instance.
 */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
@NullUnmarked // injected fields
class TakenUpByAnotherTest {
    @Inject
    DeliveryTable table;

    @Inject
    Sql sql;

    @Test
    void one_whose_instance_was_killed_before_the_work_is_taken_up_when_its_claim_has_run_out() throws Exception {
        try (var server = Hooks.artifacts(_ -> Hooks.ARTIFACT)) {
            var hooks = Hooks.of("orphan-early", Hooks.pushes(server));
            var id = claimed("orphan-early", Payloads.push().toString());

            // Whoever works on the one that came later has looked at this one, too.
            hooks.outcome(hooks.deliver("ping", Payloads.ping()));
            assertThat(hooks.state(id)).isEqualTo("waiting");
            assertThat(attempts(id)).as("the claim counts as long as it lasts").isEqualTo(1);
            assertThat(deployments("orphan-early")).isZero();

            change("update webhook_delivery set claimed_until = now() - interval '1 second' where id = " + id);
            var number = hooks.outcome(id)
                    .body("state", equalTo("deployed"))
                    .extract()
                    .<Integer>path("deployment");
            given().get("/api/v1/deployments/" + number)
                    .then()
                    .statusCode(200)
                    .body("startedBy", equalTo("github:acme/shop@9d2f0a6"));
            assertThat(attempts(id)).isEqualTo(2);
            assertThat(deployments("orphan-early")).isEqualTo(1);
        }
    }

    @Test
    void one_whose_instance_was_killed_after_it_began_the_deployment_begins_no_second_one() throws Exception {
        try (var server = Hooks.artifacts(_ -> Hooks.ARTIFACT)) {
            var hooks = Hooks.of("orphan-late", Hooks.pushes(server));
            var id = hooks.deliver("push", Payloads.push());
            var number = hooks.outcome(id)
                    .body("state", equalTo("deployed"))
                    .extract()
                    .<Integer>path("deployment");

            // The deployment is a transaction of its own; that of the verdict and the mark came not so far.
            change("delete from trigger_mark where fleet = 'orphan-late'");
            change("update webhook_delivery set state = 'waiting', verdict = '', deployment = null, finished_at = null,"
                    + " claimed_until = now() - interval '1 second' where id = " + id);

            hooks.outcome(id).body("state", equalTo("deployed")).body("deployment", equalTo(number));
            assertThat(deployments("orphan-late")).isEqualTo(1);
            assertThat(attempts(id)).isEqualTo(2);
        }
    }

    @Test
    void of_many_that_look_at_once_one_takes_it() throws Exception {
        Hooks.of("orphan-race", "");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                var id = claimed("orphan-race", Payloads.ping().toString());
                change("update webhook_delivery set claimed_until = now() - interval '1 second' where id = " + id);
                Callable<@Nullable Object> look = table::claim;
                List<Future<@Nullable Object>> looks = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    looks.add(threads.submit(look));
                }
                for (var each : looks) {
                    each.get();
                }
                assertThat(attempts(id)).as("round %d", round).isEqualTo(2);
                change("update webhook_delivery set state = 'ignored' where id = " + id);
            }
        }
    }

    /** What was answered with 202, and claimed by an instance that will not be heard of again. */
    private long claimed(String fleet, String payload) throws Exception {
        var event = payload.contains("zen") ? "ping" : "push";
        var bytes = payload.getBytes(StandardCharsets.UTF_8);
        return sql.<Long, RuntimeException>transaction(c -> Sql.number(c, """
                insert into webhook_delivery (fleet, delivery, event, received_at, digest, payload, state, verdict,
                                              attempts, claimed_until)
                select ?, gen_random_uuid()::text, ?, now(), md5(random()::text), ?, 'waiting', 'waits', 1,
                       now() + interval '10 minutes' returning id""", fleet, event, bytes));
    }

    private int attempts(long id) throws Exception {
        return number("select attempts from webhook_delivery where id = " + id);
    }

    private int deployments(String fleet) throws Exception {
        return number("select count(*) from deployment where fleet = '" + fleet + "'");
    }

    private int number(String query) throws Exception {
        return sql.<Long, RuntimeException>transaction(c -> Sql.number(c, query))
                .intValue();
    }

    private void change(String statement) throws Exception {
        sql.<Integer, RuntimeException>transaction(c -> Sql.update(c, statement));
    }
}
