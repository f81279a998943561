package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.slipway.TestDatabase;
import dev.slipway.history.Sql;
import dev.slipway.trigger.Hooks;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: of many deployments of one fleet that are asked for at once, one runs and the others wait in their order; never
 * two run.
 *
 * <p>Method: 20 requests at the same moment, for a fleet whose node takes connections and says nothing, so that the
 * first one cannot end before everything was looked at. Afterwards three of them run to their end, one after the other.
 * With {@code supersede}, the same once more.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class Row39TwoTriggersTest {
    private static final int REQUESTS = 20;
    private static final Duration LONG = Duration.ofSeconds(90);

    @Inject
    Sql sql;

    private String fleet;

    @Test
    void one_runs_and_the_rest_wait_in_their_order() throws Exception {
        try (var node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            fleet("crowded", node.getLocalPort(), "");
            node.setSoTimeout((int) LONG.toMillis());

            var numbers = askAtOnce();
            var first = node.accept(); // one of them has begun

            assertThat(numbers).doesNotHaveDuplicates().hasSize(REQUESTS);
            assertThat(running()).containsExactly(numbers.getFirst());
            assertThat(queued()).isEqualTo(numbers.subList(1, REQUESTS));

            for (var number : numbers.subList(3, REQUESTS)) {
                given().contentType("application/json")
                        .body("{}")
                        .post("/api/v1/deployments/" + number + "/cancel")
                        .then()
                        .statusCode(202);
            }
            first.close();
            Thread.startVirtualThread(() -> hangUp(node)); // from now on each fails
            Awaitility.await().atMost(LONG).untilAsserted(() -> {
                assertThat(running()).hasSizeLessThanOrEqualTo(1);
                assertThat(ended()).hasSize(REQUESTS);
            });
            assertThat(overlaps()).isEmpty();
            assertThat(statuses(numbers.subList(0, 3))).containsOnly("failed");
            assertThat(statuses(numbers.subList(3, REQUESTS))).containsOnly("cancelled");
        }
    }

    @Test
    void where_a_newer_one_takes_the_place_of_a_queued_one_one_runs_and_the_newest_waits() throws Exception {
        try (var node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            fleet("superseding", node.getLocalPort(), "supersede: true");
            node.setSoTimeout((int) LONG.toMillis());
            var running = ask("deployments", "{\"release\":\"1\"}");
            var first = node.accept();
            var restart = ask("deployments", "{\"release\":\"1\",\"kind\":\"restart\"}");
            var back = ask("rollbacks", "{\"to\":\"1\"}");

            var numbers = askAtOnce();

            assertThat(running()).containsExactly(running);
            assertThat(queued()).containsExactly(restart, back, numbers.getLast());
            var replaced = numbers.subList(0, REQUESTS - 1);
            assertThat(statuses(replaced)).containsOnly("superseded");
            for (var number : replaced) {
                given().get("/api/v1/deployments/" + number)
                        .then()
                        .body("statusReason", equalTo("replaced by #" + numbers.get(numbers.indexOf(number) + 1)))
                        .body("startedAt", nullValue())
                        .body("finishedAt", notNullValue());
            }
            first.close();
            Thread.startVirtualThread(() -> hangUp(node));
            Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(ended())
                    .hasSize(REQUESTS + 3));
            assertThat(statuses(replaced)).containsOnly("superseded");
            assertThat(overlaps()).isEmpty();
        }
    }

    private static void hangUp(ServerSocket node) {
        while (true) {
            try {
                node.accept().close();
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }

    private void fleet(String name, int port, String more) {
        fleet = name;
        Hooks.fleet(name, port, more);
        given().multiPart("version", "1")
                .multiPart("artifact", "app.tar.gz", Hooks.ARTIFACT)
                .post("/api/v1/applications/" + name + "/releases")
                .then()
                .statusCode(201);
    }

    /** The numbers of the deployments, in order. */
    private List<Long> askAtOnce() throws Exception {
        var go = new CountDownLatch(1);
        Callable<Long> ask = () -> {
            go.await();
            return ask("deployments", "{\"release\":\"1\"}");
        };
        try (var people = Executors.newFixedThreadPool(REQUESTS)) {
            var asked = new ArrayList<Future<Long>>();
            for (var i = 0; i < REQUESTS; i++) {
                asked.add(people.submit(ask));
            }
            go.countDown();
            var numbers = new ArrayList<Long>();
            for (var answer : asked) {
                numbers.add(answer.get());
            }
            return numbers.stream().sorted().toList();
        }
    }

    private long ask(String what, String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/fleets/" + fleet + "/" + what)
                .then()
                .statusCode(202)
                .extract()
                .<Integer>path("number")
                .longValue();
    }

    private List<Long> running() throws Exception {
        return numbers("started_at is not null and finished_at is null");
    }

    private List<Long> queued() throws Exception {
        return numbers("started_at is null and finished_at is null and status = 'queued'");
    }

    private List<Long> ended() throws Exception {
        return numbers("finished_at is not null");
    }

    private List<Long> numbers(String which) throws Exception {
        return sql.<List<Long>, RuntimeException>transaction(c -> Sql.list(
                c,
                row -> row.getLong(1),
                "select number from deployment where fleet = ? and " + which + " order by number",
                fleet));
    }

    /** Pairs of deployments that were under way at the same time. */
    private List<String> overlaps() throws Exception {
        return sql.<List<String>, RuntimeException>transaction(c -> Sql.list(c, row -> row.getString(1), """
                        select a.number || ' from ' || a.started_at || ' to ' || a.finished_at || ', '
                               || b.number || ' from ' || b.started_at || ' to ' || b.finished_at
                          from deployment a join deployment b on a.number < b.number and a.fleet = b.fleet
                         where a.fleet = ? and a.started_at < b.finished_at and b.started_at < a.finished_at""", fleet));
    }

    private static List<String> statuses(List<Long> numbers) {
        return numbers.stream()
                .map(n -> given().get("/api/v1/deployments/" + n).<String>path("status"))
                .toList();
    }
}
