package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.history.Sql;
import dev.slipway.real.RealFleet;
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
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class Row39TwoTriggersTest {
    private static final int REQUESTS = 20;
    private static final Duration LONG = Duration.ofSeconds(90);

    /** The node says nothing at all, so this key is not compared with any. */
    private static final String NEVER_SHOWN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    @Inject
    Sql sql;

    @Test
    void one_runs_and_the_rest_wait_in_their_order() throws Exception {
        try (var node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            fleet(node.getLocalPort());
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
            assertThat(overlaps()).isZero();
            assertThat(statuses(numbers.subList(0, 3))).containsOnly("failed");
            assertThat(statuses(numbers.subList(3, REQUESTS))).containsOnly("cancelled");
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

    private static void fleet(int port) throws IOException {
        given().post("/api/v1/keys/crowded").then().statusCode(201);
        given().contentType("text/plain")
                .body("""
                        fleet: crowded
                        application: crowded
                        environment: test
                        pipeline: generic
                        deployPath: /srv/shop
                        ssh: {user: deploy, port: %d, key: crowded}
                        nodes: [{name: web-1, host: 127.0.0.1, hostKey: "%s"}]
                        strategy: {allowInterruption: true}
                        """.formatted(port, NEVER_SHOWN))
                .put("/api/v1/fleets/crowded")
                .then()
                .statusCode(201);
        given().multiPart("version", "1")
                .multiPart("artifact", "app.tar.gz", RealFleet.release("1", 200, "exit 0"))
                .post("/api/v1/applications/crowded/releases")
                .then()
                .statusCode(201);
    }

    /** The numbers of the deployments, in order. */
    private static List<Long> askAtOnce() throws Exception {
        var go = new CountDownLatch(1);
        Callable<Long> ask = () -> {
            go.await();
            return given().contentType("application/json")
                    .body("{\"release\":\"1\"}")
                    .post("/api/v1/fleets/crowded/deployments")
                    .then()
                    .statusCode(202)
                    .extract()
                    .<Integer>path("number")
                    .longValue();
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
                "select number from deployment where fleet = 'crowded' and " + which + " order by number"));
    }

    /** Pairs of deployments that were under way at the same time. */
    private long overlaps() throws Exception {
        return sql.<Long, RuntimeException>transaction(c -> Sql.number(c, """
                        select count(*) from deployment a join deployment b on a.number < b.number and a.fleet = b.fleet
                         where a.fleet = 'crowded' and a.started_at < b.finished_at and b.started_at < a.finished_at"""));
    }

    private static List<String> statuses(List<Long> numbers) {
        return numbers.stream()
                .map(n -> given().get("/api/v1/deployments/" + n).<String>path("status"))
                .toList();
    }
}
