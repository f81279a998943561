package dev.slipway.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.outside.OddServer.Request;
import dev.slipway.real.SlipwayProcess;
import dev.slipway.real.Slipways;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: a notice is sent by one of several instances, and one whose sender is killed in the middle is sent again by
 * another, under the same delivery.
 *
 * <p>Method: real processes on one database, kill -9 while the receiver holds its answer back.
 */
@NullUnmarked // set before each test
class NoticeKilledIT {
    private static final int MANY = 40;

    @RegisterExtension
    final Slipways slipways = new Slipways();

    private Map<String, String> settings;

    @BeforeEach
    void together() {
        settings = new HashMap<>(slipways.together());
        settings.put("slipway.net.allow", "127.0.0.1");
        settings.put("slipway.notice.every", "50ms");
        settings.put("slipway.notice.claim", "3s");
    }

    @Test
    void a_killed_sender_is_followed_by_another_and_two_send_each_notice_once() throws Exception {
        var held = new CountDownLatch(1);
        try (var hook = new Receiver((n, _) -> {
                    if (n == 1) {
                        held.await(2, TimeUnit.MINUTES);
                    }
                    return Receiver.ok();
                });
                var database = database()) {
            var first = slipways.start("one", settings);
            channel(first, hook);
            Stories.write(database, "shop-production", "1.1", Stories.succeeded("shop-production", "1.1"));
            Awaitility.await().until(() -> hook.requests().size() == 1);

            first.kill();
            var second = slipways.start("two", settings);
            Awaitility.await().until(() -> hook.requests().size() == 2);
            held.countDown();

            assertThat(hook.requests().stream().map(NoticeKilledIT::delivery).distinct())
                    .as("the same notice")
                    .hasSize(1);
            var third = slipways.start("three", settings);
            for (var i = 0; i < MANY; i++) {
                var release = "2." + i;
                Stories.write(database, "shop-production", release, Stories.succeeded("shop-production", release));
            }
            Awaitility.await()
                    .until(() -> number(database, "select count(*) from notice where state = 'sent'") == MANY + 1);
            assertThat(number(database, "select count(*) from notice")).isEqualTo(MANY + 1);
            var times = hook.requests().stream()
                    .skip(2)
                    .collect(Collectors.groupingBy(NoticeKilledIT::delivery, Collectors.counting()));
            assertThat(times).hasSize(MANY).allSatisfy((_, count) -> assertThat(count)
                    .isEqualTo(1));
            assertThat(List.of(second.alive(), third.alive())).containsOnly(true);
        }
    }

    private static String delivery(Request request) {
        return request.header("X-Slipway-Delivery");
    }

    private static void channel(SlipwayProcess slipway, Receiver hook) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var put = HttpRequest.newBuilder(slipway.api().address().resolve("/api/v1/notification-secrets/hook-key"))
                    .PUT(HttpRequest.BodyPublishers.ofString("signing-key-of-the-tests-01"))
                    .build();
            assertThat(client.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
        }
        slipway.api()
                .putFleet(
                        "shop-production",
                        Stories.document(
                                "shop-production",
                                "[{webhook: '" + hook.url("/hook") + "', secret: hook-key, on: [succeeded]}]"));
    }

    private Connection database() throws Exception {
        return DriverManager.getConnection(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
    }

    private static long number(Connection database, String sql) throws Exception {
        try (var statement = database.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
