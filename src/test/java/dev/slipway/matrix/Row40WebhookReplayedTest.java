package dev.slipway.matrix;

import static dev.slipway.trigger.Payloads.with;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.history.Sql;
import dev.slipway.outside.OddServer;
import dev.slipway.trigger.Hooks;
import dev.slipway.trigger.LoopbackProfile;
import dev.slipway.trigger.Payloads;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 40 of the fault matrix: a message that is replayed, delivered again, out of order, or two days old never
 * deploys anything twice, and nothing older over something newer.
 *
 * <p>Method: the whole application; messages as GitHub signs them, releases from a server on loopback. The fleets'
 * nodes cannot be reached: what is looked at is which deployments begin.
 */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
@NullUnmarked // injected fields
class Row40WebhookReplayedTest {
    @Inject
    Sql sql;

    @Test
    void the_same_delivery_is_the_same_answer_and_no_second_run() throws Exception {
        try (var server = Hooks.artifacts(path -> Hooks.ARTIFACT)) {
            var hooks = runs("replay-same", server);
            var id = hooks.deliver("workflow_run", run(10, 1), "one");
            hooks.outcome(id).body("state", equalTo("deployed"));

            assertThat(hooks.deliver("workflow_run", run(10, 1), "one")).isEqualTo(id);
            assertThat(hooks.deliver("workflow_run", run(11, 1), "one"))
                    .as("another body under its id")
                    .isEqualTo(id);

            assertThat(releases("replay-same")).containsExactly("10-9d2f0a6");
            given().post("/api/v1/fleets/replay-same/deliveries/" + id + "/redeliver")
                    .then()
                    .statusCode(409);
        }
    }

    /** The signature does not cover the id, so anybody who saw a message can send it under another. */
    @Test
    void the_same_message_under_another_id_is_refused() throws Exception {
        try (var server = Hooks.artifacts(path -> Hooks.ARTIFACT)) {
            var hooks = runs("replay-other", server);
            var first = hooks.deliver("workflow_run", run(10, 1));
            hooks.outcome(first).body("state", equalTo("deployed"));

            hooks.outcome(hooks.deliver("workflow_run", run(10, 1)))
                    .body("state", equalTo("refused"))
                    .body("verdict", startsWith("the very same message came before, as delivery " + first));
            forget("replay-other");
            hooks.outcome(hooks.deliver("workflow_run", run(10, 1)))
                    .body("state", equalTo("refused"))
                    .body("verdict", equalTo("run 10 came before, and was taken"));

            assertThat(releases("replay-other")).hasSize(1);
        }
    }

    @Test
    void an_older_run_is_refused_and_one_that_was_made_again_is_not() throws Exception {
        try (var server = Hooks.artifacts(path -> Hooks.ARTIFACT)) {
            var hooks = runs("replay-order", server);
            hooks.outcome(hooks.deliver("workflow_run", run(11, 1))).body("state", equalTo("deployed"));

            assertThat(hooks.verdict(hooks.deliver("workflow_run", run(10, 1))))
                    .isEqualTo("run 10 is older than run 11, which was taken before");
            assertThat(hooks.verdict(hooks.deliver("workflow_run", run(10, 2))))
                    .isEqualTo("run 10.2 is older than run 11, which was taken before");
            hooks.outcome(hooks.deliver("workflow_run", run(11, 2))).body("state", equalTo("deployed"));
            assertThat(hooks.verdict(hooks.deliver("workflow_run", with(run(11, 1), "sender", "{}"))))
                    .isEqualTo("run 11 is older than run 11.2, which was taken before");

            assertThat(releases("replay-order")).containsExactly("11-9d2f0a6", "11.2-9d2f0a6");
        }
    }

    @Test
    void pushes_count_in_the_order_in_which_github_got_them() throws Exception {
        try (var server = Hooks.artifacts(path -> Hooks.ARTIFACT)) {
            var hooks = Hooks.of("replay-push", Hooks.pushes(server));
            hooks.outcome(hooks.deliver("push", push("b", "a", 100))).body("state", equalTo("deployed"));
            hooks.outcome(hooks.deliver("push", push("c", "b", 100))).body("state", equalTo("deployed"));

            assertThat(hooks.verdict(hooks.deliver("push", with(push("b", "a", 100), "sender", "{}"))))
                    .startsWith("the push of `bbbbbbb` is older than the push of `ccccccc`");
            assertThat(hooks.verdict(hooks.deliver("push", push("d", "c", 99)))).contains("is older than");

            assertThat(releases("replay-push")).containsExactly("b".repeat(12), "c".repeat(12));
        }
    }

    @Test
    void many_at_once_in_any_order_end_with_the_newest_and_never_go_back() throws Exception {
        try (var server = Hooks.artifacts(path -> Hooks.ARTIFACT);
                var senders = Executors.newFixedThreadPool(8)) {
            var hooks = runs("replay-race", server);
            var numbers = new ArrayList<>(IntStream.rangeClosed(1, 20).boxed().toList());
            Collections.shuffle(numbers, new Random(40));
            var calls = numbers.stream()
                    .<Callable<Long>>map(number -> () -> hooks.deliver("workflow_run", run(number, 1)))
                    .toList();
            for (var id : senders.invokeAll(calls)) {
                hooks.outcome(id.get());
            }

            var runs = releases("replay-race").stream()
                    .map(release -> Integer.valueOf(release.substring(0, release.indexOf('-'))))
                    .toList();
            assertThat(runs).isSorted().doesNotHaveDuplicates().endsWith(20);
        }
    }

    @Test
    void one_that_failed_may_come_again() throws Exception {
        var broken = new AtomicBoolean(true);
        try (var server = Hooks.artifacts(path -> broken.get() ? "no archive".getBytes(UTF_8) : Hooks.ARTIFACT)) {
            var hooks = runs("replay-failed", server);
            var id = hooks.deliver("workflow_run", run(10, 1), "again");
            hooks.outcome(id).body("state", equalTo("failed"));
            assertThat(releases("replay-failed")).isEmpty();

            broken.set(false);
            assertThat(hooks.deliver("workflow_run", run(10, 1), "again")).isEqualTo(id);
            hooks.outcome(id).body("state", equalTo("deployed"));
            assertThat(releases("replay-failed")).containsExactly("10-9d2f0a6");
        }
    }

    /** As it stands when an instance was killed in the middle of it: kept, claimed, not ended. */
    @Test
    void one_whose_instance_died_is_taken_up() throws Exception {
        try (var server = Hooks.artifacts(path -> Hooks.ARTIFACT)) {
            var hooks = runs("replay-died", server);
            var id = sql.<Long, RuntimeException>transaction(
                    c -> Sql.number(c, """
                    insert into webhook_delivery (fleet, delivery, event, received_at, digest, payload, state, verdict,
                                                  attempts, claimed_until)
                    values ('replay-died', 'died', 'workflow_run', now(), 'none', ?, 'waiting', '', 1,
                            now() + interval '1 second') returning id""", run(10, 1).toString().getBytes(UTF_8)));
            hooks.outcome(id).body("state", equalTo("deployed"));
        }
    }

    private static Hooks runs(String fleet, OddServer server) throws IOException {
        return Hooks.of(
                fleet,
                "triggers: {github: [{on: workflow_run, repository: acme/shop, branch: main, " + Hooks.from(server)
                        + "}]}");
    }

    private static ObjectNode run(int number, int attempt) {
        return with(
                with(Payloads.run(), "workflow_run/run_number", Integer.toString(number)),
                "workflow_run/run_attempt",
                Integer.toString(attempt));
    }

    /** @param after a digit of which the commit is made */
    private static ObjectNode push(String after, String before, long at) {
        var commit = "\"" + after.repeat(40) + "\"";
        return with(
                with(
                        with(with(Payloads.push(), "after", commit), "head_commit/id", commit),
                        "before",
                        "\"" + before.repeat(40) + "\""),
                "repository/pushed_at",
                Long.toString(at));
    }

    /** As after the days that deliveries are kept for. */
    private void forget(String fleet) throws Exception {
        sql.<Integer, RuntimeException>transaction(
                c -> Sql.update(c, "delete from webhook_delivery where fleet = ?", fleet));
    }

    /** Of all deployments, in their order. */
    private List<String> releases(String fleet) throws Exception {
        return sql.<List<String>, RuntimeException>transaction(c -> Sql.list(
                c, row -> row.getString(1), "select release from deployment where fleet = ? order by number", fleet));
    }
}
