package dev.slipway.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slipway.access.Routes.Route;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.EventJson;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who may call what.
 *
 * <p>Goal: every call and page has a decision, and what it refuses is not done. Method: the routes are read from the
 * classes, so a new one is walked too; each is called as a stranger, with too small a role, and by somebody of another
 * fleet. What was stored is compared before and after.
 */
@QuarkusTest
@TestProfile(ClosedProfile.class)
class RolesTest {
    private static final List<Route> ROUTES = Routes.all();

    @Inject
    Tokens tokens;

    @Inject
    Fleets fleets;

    @Inject
    Visitors visitors;

    @Inject
    DataSource database;

    private long othersDeployment;

    @BeforeEach
    void twoFleets() throws SQLException {
        fleets.put("mine", document("mine", "shop"), "test");
        fleets.put("others", document("others", "bank"), "test");
        if (number("select count(*) from deployment") == 0) {
            sql("insert into deployment (fleet, kind, release, status, started_by, queued_at, last_entry, finished_at)"
                    + " values ('others', 'deploy', '1.0', 'cancelled', 'test', now(), 1, now())");
            var event = EventJson.write(new Event.Queued(Kind.DEPLOY, "others", "1.0", "test", null, null));
            sql("insert into journal (deployment, number, at, epoch, event) select number, 1, now(), 0, '" + event
                    + "'::jsonb from deployment");
        }
        othersDeployment = number("select max(number) from deployment");
    }

    @Test
    void every_route_has_a_decision_and_the_ones_that_are_open_are_known() {
        assertThat(ROUTES).hasSizeGreaterThan(40);
        assertThat(ROUTES)
                .as("name an act with @Needs, or say with @OpenToAll why nobody has to be known")
                .allMatch(route -> route.open() ^ (route.act() != null));
        assertThat(ROUTES.stream().filter(Route::open).map(Route::toString))
                .containsExactlyInAnyOrder(
                        "GET /badge/{token}.svg",
                        "GET /login",
                        "POST /login",
                        "GET /sign-in/sso",
                        "GET /sign-in/sso/callback",
                        "GET /welcome/{link}/sso",
                        "GET /welcome/{link}",
                        "POST /welcome/{link}",
                        "POST /hooks/github/{fleet}");
    }

    @Test
    void a_stranger_gets_nowhere() throws SQLException {
        var before = stored();
        for (var route : ROUTES) {
            if (!route.open()) {
                var answer = call(route, "", values("mine"));
                assertThat(answer.statusCode()).as("%s", route).isEqualTo(route.forPrograms() ? 401 : 303);
                if (!route.forPrograms()) {
                    assertThat(answer.header("Location")).contains("/login");
                }
            }
        }
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void a_role_that_does_not_allow_it_is_told_which_one_does_and_nothing_is_done() throws SQLException {
        for (var role : Role.values()) {
            var token = token(role, List.of());
            var before = stored();
            for (var route : ROUTES) {
                var act = route.act();
                if (act != null && !new Grants(List.of(Grant.everywhere(role))).allowEverywhere(act)) {
                    var answer = call(route, token, values("mine"));
                    assertThat(answer.statusCode()).as("%s as %s", route, role).isEqualTo(403);
                    if (route.forPrograms()) {
                        assertThat(answer.jsonPath().getString("role"))
                                .as("%s as %s", route, role)
                                .isEqualTo(act.needs().word());
                    } else {
                        assertThat(answer.asString()).contains(act.needs().word());
                    }
                }
            }
            assertThat(stored()).as("%s", role).isEqualTo(before);
        }
    }

    @Test
    void of_another_fleet_nothing_is_seen_and_nothing_done_even_with_the_highest_role_on_ones_own()
            throws SQLException {
        var token = token(Role.ADMIN, List.of("mine"));
        var before = stored();
        for (var route : ROUTES) {
            var act = route.act();
            if (act != null && act.scope() != Act.Scope.NONE) {
                var hidden = call(route, token, values("others"));
                var absent = call(route, token, absent());
                var expected = act.scope() == Act.Scope.ALL ? 403 : 404;
                assertThat(hidden.statusCode()).as("%s", route).isEqualTo(expected);
                assertThat(absent.statusCode()).as("%s of nothing", route).isEqualTo(expected);
                assertThat(bare(hidden, values("others"))).as("%s", route).isEqualTo(bare(absent, absent()));
            }
        }
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void lists_show_what_one_may_see() {
        var token = token(Role.VIEWER, List.of("mine"));
        assertThat(with(token).get("/api/v1/fleets").jsonPath().getList("name")).containsExactly("mine");
        assertThat(with(token).get("/api/v1/deployments").jsonPath().getList("number"))
                .isEmpty();
        assertThat(with(token)
                        .get("/api/v1/deployments?fleet=others")
                        .jsonPath()
                        .getList("number"))
                .isEmpty();
        for (var page : List.of("/", "/deployments", "/deployments?fleet=others", "/releases")) {
            var html = with(token).get(page).asString();
            assertThat(html).as(page).doesNotContain("bank").doesNotContain("/deployments/" + othersDeployment + "\"");
        }
        var all = token(Role.VIEWER, List.of());
        assertThat(with(all).get("/api/v1/fleets").jsonPath().getList("name")).contains("mine", "others");
        assertThat(with(all).get("/api/v1/deployments").jsonPath().getList("number"))
                .contains((int) othersDeployment);
    }

    @Test
    void what_one_may_not_do_is_not_on_the_page() {
        var viewer = Visitors.signIn(visitors.person(new Grant(Role.VIEWER, "mine")));
        assertThat(Visitors.with(viewer).get("/fleets/mine").asString())
                .doesNotContain("id=\"deploy\"")
                .doesNotContain("href=\"/people\"");
        var deployer = Visitors.signIn(visitors.person(new Grant(Role.DEPLOYER, "mine")));
        assertThat(Visitors.with(deployer).get("/fleets/mine").asString())
                .contains("id=\"deploy\"")
                .doesNotContain("href=\"/audit\"");
        var admin = Visitors.signIn(visitors.person(Grant.everywhere(Role.ADMIN)));
        assertThat(Visitors.with(admin).get("/fleets/mine").asString())
                .contains("id=\"deploy\"", "href=\"/people\"", "href=\"/tokens\"", "href=\"/audit\"");
    }

    @Test
    void a_page_of_another_site_cannot_use_the_cookie_for_the_interface() throws SQLException {
        var admin = Visitors.signIn(visitors.person(Grant.everywhere(Role.ADMIN)));
        for (var header : Map.of("Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
                .entrySet()) {
            var before = stored();
            var forged = given().cookie(SessionCookie.NAME, admin)
                    .header(header.getKey(), header.getValue())
                    .post("/api/v1/keys/forged");
            assertThat(forged.statusCode()).as(header.getKey()).isEqualTo(403);
            assertThat(stored()).isEqualTo(before);
        }
        assertThat(given().cookie(SessionCookie.NAME, admin)
                        .post("/api/v1/keys/forged")
                        .statusCode())
                .as("a form that says nothing of where it comes from")
                .isEqualTo(403);
    }

    @Test
    void metrics_name_all_fleets_so_they_need_a_role_on_all() {
        assertThat(with(token(Role.ADMIN, List.of("mine"))).get("/q/metrics").statusCode())
                .isEqualTo(403);
        assertThat(with(token(Role.VIEWER, List.of())).get("/q/metrics").statusCode())
                .isEqualTo(200);
        assertThat(given().get("/q/metrics").statusCode()).isEqualTo(401);
        assertThat(given().get("/q/dev-ui").statusCode()).isNotEqualTo(200);
        assertThat(given().get("/q/health").statusCode()).isEqualTo(200);
    }

    @Test
    void a_stream_ends_when_its_reader_is_put_out() throws Exception {
        sql("insert into deployment (fleet, kind, release, status, started_by, queued_at, last_entry)"
                + " values ('others', 'deploy', '1.1', 'queued', 'test', now(), 1)");
        var running = number("select max(number) from deployment");
        var event = EventJson.write(new Event.Queued(Kind.DEPLOY, "others", "1.1", "test", null, null));
        sql("insert into journal (deployment, number, at, epoch, event) values (" + running + ", 1, now(), 0, '" + event
                + "'::jsonb)");
        for (var path : List.of("/api/v1/deployments/" + running + "/events", "/deployments/" + running + "/live")) {
            var reader = tokens.make(new Tokens.Wish("reader", Role.VIEWER, List.of(), Duration.ofDays(1)), "test");
            try (var client = HttpClient.newHttpClient()) {
                var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                        .header("Authorization", "Bearer " + reader.text())
                        .build();
                var stream = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                assertThat(stream.statusCode()).isEqualTo(200);
                assertThat(stream.body().read()).isPositive();
                tokens.revoke(reader.token().id(), "test");
                assertTimeoutPreemptively(Duration.ofSeconds(60), () -> endOf(stream.body()));
            }
        }
        sql("update deployment set finished_at = now(), status = 'cancelled' where number = " + running);
    }

    /** Reads until the other side ends it. */
    private static void endOf(InputStream body) throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
    }

    private static Response call(Route route, String token, Map<String, String> values) {
        var request = with(token);
        if (route.forPrograms()) {
            request.contentType(
                    route.toString().equals("POST /api/v1/applications/{application}/releases")
                            ? "multipart/form-data; boundary=x"
                            : "application/json");
        } else if (route.verb().equals("POST")) {
            request.contentType("application/x-www-form-urlencoded");
        }
        return request.request(route.verb(), route.address(values));
    }

    private static io.restassured.specification.RequestSpecification with(String token) {
        var request = given().redirects().follow(false);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private Map<String, String> values(String fleet) {
        return Map.of(
                "fleet",
                fleet,
                "application",
                fleet.equals("mine") ? "shop" : "bank",
                "number",
                Long.toString(othersDeployment),
                "node",
                "web-1",
                "id",
                "1");
    }

    private Map<String, String> absent() {
        return Map.of("fleet", "nothing", "application", "nowhere", "number", "999999", "node", "web-1", "id", "1");
    }

    private static String bare(Response answer, Map<String, String> values) {
        var text = answer.asString().replaceAll("value=\"[0-9a-f]{32}\"", "");
        return text.replace(" fleet " + values.get("fleet"), "")
                .replace(" on " + values.get("fleet"), "")
                .replace(" application " + values.get("application"), "")
                .replace(" deployment " + values.get("number"), "");
    }

    private String token(Role role, List<String> only) {
        return tokens.make(new Tokens.Wish("test", role, only, Duration.ofDays(1)), "test")
                .text();
    }

    private static String document(String fleet, String application) {
        return """
                fleet: %s
                application: %s
                environment: test
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, key: some-key}
                nodes: [{name: web-1, host: 127.0.0.1, port: 1}]
                """.formatted(fleet, application);
    }

    /** Everything that a refused call must leave as it is. */
    private String stored() throws SQLException {
        var tables = List.of(
                "select md5(string_agg(f::text, ',' order by name)) from fleet f",
                "select md5(string_agg(p::text, ',' order by name)) from pipeline p",
                "select count(*)::text from ssh_key",
                "select count(*)::text from release",
                "select count(*)::text from deployment",
                "select count(*)::text from told",
                "select count(*)::text from host_key",
                "select md5(string_agg(p::text, ',' order by id)) from person p",
                "select md5(string_agg(g::text, ',' order by person, fleet, role)) from person_grant g",
                "select md5(string_agg(g::text, ',' order by person, fleet, role)) from person_group_grant g",
                "select md5(string_agg(id || coalesce(revoked_at::text, '-'), ',' order by id)) from api_token t");
        var all = new StringBuilder();
        for (var table : tables) {
            all.append(text(table)).append('\n');
        }
        return all.toString();
    }

    private void sql(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
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
