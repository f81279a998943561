package dev.slipway.access;

import static dev.slipway.access.Visitors.formToken;
import static dev.slipway.access.Visitors.signIn;
import static dev.slipway.access.Visitors.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Tokens: scope, end, revocation, and that the database gives none away. */
@QuarkusTest
@TestProfile(ClosedProfile.class)
class TokensTest {
    private static final Pattern TOKEN = Pattern.compile("slw_[A-Za-z0-9_-]{43}");

    @Inject
    Tokens tokens;

    @Inject
    Visitors visitors;

    @Inject
    DataSource database;

    @Test
    void the_token_of_the_configuration_makes_others_and_can_be_revoked_for_good() {
        var made = post(Map.of("name", "ci", "role", "deployer", "fleets", List.of("shop")));
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        assertThat(made.jsonPath().getString("token")).matches(TOKEN);
        assertThat(made.jsonPath().getString("expiresAt")).isNotBlank();
        assertThat(bearer(made.jsonPath().getString("token"))
                        .get("/api/v1/fleets")
                        .statusCode())
                .isEqualTo(200);

        var again = "a-second-bootstrap-token-0123456789abcdef";
        assertThat(tokens.keepBootstrap(again)).isTrue();
        assertThat(bearer(ClosedProfile.TOKEN).get("/api/v1/fleets").statusCode())
                .as("its successor took its place")
                .isEqualTo(401);
        var number = tokens.list().stream()
                .filter(token -> token.name().equals(Tokens.BOOTSTRAP) && token.revokedAt() == null)
                .findFirst()
                .orElseThrow()
                .id();
        assertThat(bearer(again).delete("/api/v1/tokens/" + number).statusCode())
                .isEqualTo(204);
        assertThat(bearer(again).get("/api/v1/fleets").statusCode()).isEqualTo(401);
        assertThat(tokens.keepBootstrap(again)).as("after a restart").isFalse();
        assertThat(bearer(again).get("/api/v1/fleets").statusCode()).isEqualTo(401);
    }

    @Test
    void an_expired_and_a_revoked_token_open_nothing_at_once() throws SQLException {
        var made = tokens.make(new Tokens.Wish("old", Role.ADMIN, List.of(), Duration.ofDays(1)), "test");
        assertThat(bearer(made.text()).get("/api/v1/fleets").statusCode()).isEqualTo(200);
        sql("update api_token set expires_at = now() - interval '1 second' where id = "
                + made.token().id());
        assertThat(bearer(made.text()).get("/api/v1/fleets").statusCode()).isEqualTo(401);

        var revoked = tokens.make(new Tokens.Wish("gone", Role.ADMIN, List.of(), Duration.ofDays(1)), "test");
        assertThat(bearer(revoked.text()).get("/api/v1/fleets").statusCode()).isEqualTo(200);
        tokens.revoke(revoked.token().id(), "test");
        assertThat(bearer(revoked.text()).get("/api/v1/fleets").statusCode()).isEqualTo(401);
        assertThat(bearer(revoked.text()).get("/").statusCode())
                .as("also not where a stranger is shown the way in")
                .isEqualTo(401);
    }

    @Test
    void nothing_that_is_stored_or_listed_is_a_token() throws SQLException {
        var made = tokens.make(new Tokens.Wish("leak", Role.ADMIN, List.of(), Duration.ofDays(1)), "test");
        for (var table : List.of("api_token", "audit", "session", "person", "invitation")) {
            assertThat(text("select coalesce(string_agg(t::text, ' '), '') from " + table + " t"))
                    .as(table)
                    .doesNotContain(made.text().substring(4));
        }
        assertThat(bearer(made.text()).get("/api/v1/tokens").asString()).doesNotContain("slw_");
        assertThat(made.toString()).doesNotContain("slw_");
        assertThat(bearer(Reference.hash(made.text())).get("/api/v1/fleets").statusCode())
                .as("its hash is none")
                .isEqualTo(401);
    }

    @Test
    void the_last_use_is_noted_at_most_once_a_minute() throws SQLException {
        var made = tokens.make(new Tokens.Wish("used", Role.VIEWER, List.of(), Duration.ofDays(1)), "test");
        bearer(made.text()).get("/api/v1/fleets");
        var first = lastUse(made);
        bearer(made.text()).get("/api/v1/fleets");
        assertThat(lastUse(made)).isEqualTo(first);
        sql("update api_token set last_used_at = last_used_at - interval '61 seconds' where id = "
                + made.token().id());
        bearer(made.text()).get("/api/v1/fleets");
        assertThat(lastUse(made)).isNotEqualTo(first);
    }

    private String lastUse(Tokens.Made made) throws SQLException {
        return text(
                "select last_used_at from api_token where id = " + made.token().id());
    }

    @Test
    void a_wish_that_makes_no_sense_is_refused_with_its_field() {
        var admin = admin();
        for (var wrong : List.<Map<String, Object>>of(
                Map.of("name", "ci", "role", "god"),
                Map.of("name", "", "role", "viewer"),
                Map.of("name", "ci", "role", "viewer", "fleets", List.of("No Fleet")),
                Map.of("name", "ci", "role", "viewer", "days", 4000),
                Map.of("name", "ci", "role", "viewer", "days", 0),
                Map.of("name", "bootstrap", "role", "viewer"))) {
            assertThat(bearer(admin)
                            .contentType("application/json")
                            .body(wrong)
                            .post("/api/v1/tokens")
                            .statusCode())
                    .as("%s", wrong)
                    .isEqualTo(422);
        }
    }

    @Test
    void a_token_is_made_on_the_page_after_showing_again_who_it_is_and_is_shown_once() throws SQLException {
        var name = visitors.person(Grant.everywhere(Role.ADMIN));
        var session = signIn(name);
        sql("update session set proved_at = proved_at - interval '11 minutes'");
        var page = with(session).get("/tokens");
        var refused = make(session, page);
        assertThat(refused.statusCode()).isEqualTo(303);
        assertThat(refused.header("Location")).contains("/confirm?next=%2Ftokens");
        assertThat(tokens.list()).noneMatch(token -> token.name().equals("by hand"));

        var confirm = with(session).get("/confirm?next=/tokens");
        var wrong = prove(session, confirm, "not my password at all");
        assertThat(wrong.statusCode()).isEqualTo(401);
        var proved = prove(session, confirm, Visitors.PASSWORD);
        assertThat(proved.header("Location")).endsWith("/tokens");
        var renewed = proved.cookie(SessionCookie.NAME);
        assertThat(renewed).isNotEqualTo(session);
        assertThat(with(session).get("/tokens").statusCode())
                .as("the reference from before")
                .isEqualTo(303);

        var made = make(renewed, with(renewed).get("/tokens"));
        assertThat(made.asString()).containsPattern(TOKEN);
        var list = with(renewed).get("/tokens").asString();
        assertThat(list).contains("by hand").doesNotContainPattern(TOKEN);
    }

    private static Response make(String session, Response page) {
        return with(session)
                .header("Referer", "http://localhost/tokens")
                .formParam("token", formToken(page))
                .formParam("name", "by hand")
                .formParam("role", "viewer")
                .formParam("fleet", "*")
                .formParam("days", 30)
                .post("/tokens");
    }

    private static Response prove(String session, Response page, String password) {
        return with(session)
                .formParam("token", formToken(page))
                .formParam("password", password)
                .formParam("next", "/tokens")
                .post("/confirm");
    }

    @Test
    void a_session_without_fresh_proof_cannot_change_keys_or_tokens_through_the_interface_either() throws SQLException {
        var session = signIn(visitors.person(Grant.everywhere(Role.ADMIN)));
        sql("update session set proved_at = proved_at - interval '11 minutes'");
        for (var path : List.of("/api/v1/keys/new", "/api/v1/tokens", "/api/v1/people")) {
            var answer =
                    with(session).contentType("application/json").body("{}").post(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.jsonPath().getString("type")).endsWith("prove-again");
        }
        assertThat(text("select count(*) from ssh_key where name = 'new'")).isEqualTo("0");
    }

    private Response post(Map<String, Object> wish) {
        return bearer(admin()).contentType("application/json").body(wish).post("/api/v1/tokens");
    }

    private String admin() {
        return tokens.make(new Tokens.Wish("admin", Role.ADMIN, List.of(), Duration.ofDays(1)), "test")
                .text();
    }

    private static io.restassured.specification.RequestSpecification bearer(String token) {
        return given().redirects().follow(false).header("Authorization", "Bearer " + token);
    }

    private void sql(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
