package dev.slipway.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Status;
import dev.slipway.fleet.Fleets;
import dev.slipway.outside.OddServer.Request;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: GitHub shows beside the commit what becomes of it, in order; a GitHub that limits, fails or is away is told
 * later, once, and never what is no longer so.
 *
 * <p>Method: the whole application, and a small server in GitHub's place, on the port that is configured as its API.
 */
@QuarkusTest
@TestProfile(NoticeProfile.class)
@NullUnmarked // injected fields
class GithubNoticeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MADE = Receiver.answer("201 Created", "", "{\"id\": 77}");

    @Inject
    Fleets fleets;

    @Inject
    Notices notices;

    @Inject
    DataSource database;

    @BeforeEach
    void aReleaseWithItsCommit() throws SQLException {
        for (var release : List.of("1.1", "1.2")) {
            change("insert into release (application, version, digest, bytes, entries, unpacked_bytes, migrations,"
                    + " commit_id, author, created_at) values ('shop', '" + release
                    + "', repeat('0', 64), 1, 1, 1, 'NONE',"
                    + " '" + Stories.COMMIT + "', 'test', now()) on conflict do nothing");
        }
    }

    @Test
    void a_deployment_is_made_and_its_statuses_follow() throws Exception {
        try (var github = github((_, _) -> MADE)) {
            fleet("told", "{github: acme/shop, url: 'https://shop.example'}");
            var number = write("told", "1.1", Stories.begun("told", "1.1"));
            sent(github, 2);
            more(number, new Event.Finished(Status.SUCCEEDED, null));

            var all = sent(github, 3);

            assertThat(all.stream().map(Request::first))
                    .containsExactly(
                            "POST /repos/acme/shop/deployments HTTP/1.1",
                            "POST /repos/acme/shop/deployments/77/statuses HTTP/1.1",
                            "POST /repos/acme/shop/deployments/77/statuses HTTP/1.1");
            assertThat(all.getFirst().header("Authorization")).isEqualTo("Bearer github-token-of-the-tests");
            var made = json(all.getFirst());
            assertThat(made.path("ref").asText()).isEqualTo(Stories.COMMIT);
            assertThat(made.path("auto_merge").asBoolean(true)).isFalse();
            assertThat(made.path("required_contexts").isArray()).isTrue();
            assertThat(made.path("required_contexts")).isEmpty();
            assertThat(made.path("environment").asText()).isEqualTo("production");
            assertThat(made.path("production_environment").asBoolean()).isTrue();
            assertThat(made.path("transient_environment").asBoolean(true)).isFalse();
            var status = json(all.get(1));
            assertThat(status.path("state").asText()).isEqualTo("in_progress");
            assertThat(status.path("log_url").asText()).isEqualTo(NoticeProfile.LINK + "/deployments/" + number);
            assertThat(status.path("environment_url").asText()).isEqualTo("https://shop.example");
            assertThat(status.path("description").asText().length()).isLessThanOrEqualTo(140);
            assertThat(json(all.get(2)).path("state").asText()).isEqualTo("success");
        }
    }

    @Test
    void what_is_no_longer_so_is_left_out_when_github_comes_back() throws Exception {
        fleet("late", "{github: acme/late}");
        var number = write("late", "1.1", Stories.begun("late", "1.1"));
        Awaitility.await().until(() -> notices.list("late", "waiting", null, 10).stream()
                .anyMatch(n -> n.problem() != null)); // nobody listens
        more(number, new Event.Finished(Status.FAILED, "x".repeat(300)));
        Awaitility.await().until(() -> notices.list("late", null, null, 10).stream()
                .anyMatch(n -> n.event().equals("failed")));

        try (var github = github((_, r) -> r.first().startsWith("GET") ? Receiver.answer("200 OK", "", "[]") : MADE)) {
            Awaitility.await()
                    .until(() -> notices.list("late", "sent", null, 10).size() == 1);
            var statuses = github.requests().stream()
                    .filter(r -> r.first().contains("/statuses"))
                    .toList();
            assertThat(statuses).hasSize(1);
            assertThat(json(statuses.getFirst()).path("state").asText()).isEqualTo("failure");
            assertThat(json(statuses.getFirst()).path("description").asText())
                    .hasSize(140)
                    .endsWith("…");
            assertThat(notices.list("late", "superseded", null, 10)).isNotEmpty();
            assertThat(notices.list("late", "waiting", null, 10)).isEmpty();
        }
    }

    @Test
    void errors_are_ridden_out_and_a_deployment_that_was_made_already_is_found_again() throws Exception {
        var made = new AtomicReference<>("");
        try (var github = github((n, r) -> switch (n) {
            case 1 -> { // it is made, but the answer gets lost
                made.set(json(r).path("payload").path("slipway").asText());
                yield "";
            }
            case 2 ->
                Receiver.answer(
                        "200 OK",
                        "",
                        "[{\"id\": 5, \"payload\": {}}, {\"id\": 78, \"payload\": {\"slipway\": \"" + made.get()
                                + "\"}}]");
            case 3 -> Receiver.answer("500 Oh", "", "{}");
            case 4 -> Receiver.answer("502 Oh", "", "{}");
            default -> MADE;
        })) {
            fleet("once", "{github: acme/once}");
            write("once", "1.1", Stories.succeeded("once", "1.1"));

            Awaitility.await()
                    .until(() -> notices.list("once", "sent", null, 10).size() == 1);

            assertThat(github.requests().stream()
                            .filter(r -> r.first().startsWith("POST /repos/acme/once/deployments HTTP")))
                    .hasSize(1);
            assertThat(github.requests().getLast().first()).contains("/deployments/78/statuses");
        }
    }

    @Test
    void a_limit_is_obeyed_by_all_that_waits_and_a_missing_right_is_a_dead_letter() throws Exception {
        var reset = Instant.now().plusSeconds(3600).getEpochSecond();
        var limited = new CountDownLatch(1);
        try (var github = github((_, _) -> limited.getCount() > 0
                ? Receiver.answer(
                        "403 Forbidden", "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: " + reset + "\r\n", "{}")
                : Receiver.answer("403 Forbidden", "", "{}"))) {
            fleet("limits", "{github: acme/limits}");
            write("limits", "1.1", Stories.succeeded("limits", "1.1"));
            Awaitility.await().until(() -> notices.list("limits", "waiting", null, 10).stream()
                    .anyMatch(n -> n.problem() != null));
            assertThat(notices.list("limits", "waiting", null, 10).getFirst().nextTryAt())
                    .isAfterOrEqualTo(Instant.ofEpochSecond(reset).minusSeconds(1));
            assertThat(github.requests()).isNotEmpty();

            limited.countDown();
            change("update notice set due_at = now() where fleet = 'limits'");
            Awaitility.await()
                    .until(() -> notices.list("limits", "dead", null, 10).size() == 1);
            assertThat(notices.list("limits", "dead", null, 10).getFirst().problem())
                    .contains("GitHub answered 403", "may not write deployments there");
        }
    }

    @Test
    void the_deployment_that_was_there_before_becomes_inactive() throws Exception {
        try (var github = github((_, _) -> MADE)) {
            fleet("again", "{github: acme/again}");
            var first = write("again", "1.1", Stories.succeeded("again", "1.1"));
            Awaitility.await()
                    .until(() -> notices.list("again", "sent", null, 10).size() == 1);
            write("again", "1.2", Stories.succeeded("again", "1.2"));

            Awaitility.await()
                    .until(() -> notices.list("again", "sent", null, 10).size() == 3);

            assertThat(notices.list("again", "sent", null, 10))
                    .anyMatch(n ->
                            n.event().equals("inactive") && Long.valueOf(first).equals(n.deployment()));
            assertThat(github.requests().stream()
                            .filter(r -> r.first().contains("/statuses"))
                            .map(r -> json(r).path("state").asText()))
                    .containsExactlyInAnyOrder("success", "inactive", "success");
        }
    }

    private static Receiver github(Receiver.Answers answers) throws IOException {
        return new Receiver(NoticeProfile.githubPort(), answers);
    }

    private static JsonNode json(Request request) {
        try {
            return JSON.readTree(request.text());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fleet(String name, String channel) {
        assertThat(fleets.put(name, Stories.document(name, "[" + channel + "]"), "test"))
                .isInstanceOf(Fleets.Put.Created.class);
    }

    private static List<Request> sent(Receiver receiver, int count) {
        Awaitility.await().until(() -> receiver.requests().size() >= count);
        return receiver.requests();
    }

    private long write(String fleet, String release, List<Event> events) throws SQLException {
        try (var connection = database.getConnection()) {
            return Stories.write(connection, fleet, release, events);
        }
    }

    private void more(long deployment, Event event) throws SQLException {
        try (var connection = database.getConnection()) {
            Stories.more(connection, deployment, event);
        }
    }

    private void change(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
