package dev.slipway.access;

import static dev.slipway.access.Visitors.PASSWORD;
import static dev.slipway.access.Visitors.browser;
import static dev.slipway.access.Visitors.formToken;
import static dev.slipway.access.Visitors.signIn;
import static dev.slipway.access.Visitors.tryToSignIn;
import static dev.slipway.access.Visitors.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Cookie;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The way in.
 *
 * <p>Goal: nobody comes in who should not, and whoever is put out is out. Method: each test tries the attack over HTTP.
 */
@QuarkusTest
@TestProfile(ClosedProfile.class)
class SignInTest {
    @Inject
    Visitors visitors;

    @Inject
    People people;

    @Inject
    Invitations invitations;

    @Inject
    DataSource database;

    @BeforeEach
    void forget() throws SQLException {
        sql("delete from attempt");
    }

    @Test
    void a_stranger_is_sent_to_the_way_in_and_comes_back_to_where_he_went() {
        var turned = browser().get("/deployments?status=held");
        assertThat(turned.statusCode()).isEqualTo(303);
        assertThat(turned.header("Location")).endsWith("/login?next=%2Fdeployments%3Fstatus%3Dheld");

        var page = browser().get("/login?next=/deployments?status=held");
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var came = browser()
                .cookies(page.cookies())
                .formParam("token", formToken(page))
                .formParam("name", name)
                .formParam("password", PASSWORD)
                .formParam("next", "/deployments?status=held")
                .post("/login");
        assertThat(came.header("Location")).endsWith("/deployments?status=held");
        assertThat(with(came.cookie(SessionCookie.NAME)).get("/deployments").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "https://evil.example", "/\\evil.example", "/\tevil", "javascript:alert(1)"})
    void nobody_is_led_elsewhere_after_signing_in(String next) {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var page = browser().get("/login");
        var came = browser()
                .cookies(page.cookies())
                .formParam("token", formToken(page))
                .formParam("name", name)
                .formParam("password", PASSWORD)
                .formParam("next", next)
                .post("/login");
        assertThat(came.statusCode()).isEqualTo(303);
        assertThat(came.header("Location")).matches("(http://(localhost|127\\.0\\.0\\.1):\\d+)?/");
    }

    @Test
    void the_cookie_is_for_this_host_alone_and_for_no_script() {
        var answer = tryToSignIn(visitors.person(Grant.everywhere(Role.VIEWER)), PASSWORD, "");
        Cookie cookie = answer.detailedCookie(SessionCookie.NAME);
        assertThat(cookie.isSecured()).isTrue();
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualToIgnoringCase("Lax");
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getDomain()).isNull();
        assertThat(cookie.getMaxAge()).isEqualTo(-1);
    }

    @Test
    void a_made_up_session_opens_nothing() {
        for (var forged : List.of("x", "A".repeat(43), "%00", "' or '1'='1")) {
            assertThat(with(forged).get("/").statusCode()).as(forged).isIn(303, 400);
            assertThat(with(forged).get("/api/v1/fleets").statusCode())
                    .as(forged)
                    .isIn(401, 400);
        }
    }

    @Test
    void the_hash_that_a_thief_of_the_database_has_is_no_session() throws SQLException {
        var session = signIn(visitors.person(Grant.everywhere(Role.ADMIN)));
        assertThat(number("select count(*) from session where hash = '" + session + "'"))
                .isZero();
        assertThat(with(Reference.hash(session)).get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void each_sign_in_has_a_new_session_and_the_one_that_was_brought_along_is_not_used() {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var page = browser().get("/login");
        var planted = "B".repeat(43);
        var came = browser()
                .cookies(page.cookies())
                .cookie(SessionCookie.NAME, planted)
                .formParam("token", formToken(page))
                .formParam("name", name)
                .formParam("password", PASSWORD)
                .post("/login");
        assertThat(came.cookie(SessionCookie.NAME)).isNotEqualTo(planted).isNotEqualTo(signIn(name));
        assertThat(with(planted).get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void a_session_that_was_signed_out_is_over_however_often_it_is_shown_again() {
        var session = signIn(visitors.person(Grant.everywhere(Role.VIEWER)));
        var page = with(session).get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        var out = with(session).formParam("token", formToken(page)).post("/logout");
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(with(session).get("/").statusCode()).isEqualTo(303);
        assertThat(with(session).get("/api/v1/fleets").statusCode()).isEqualTo(401);
    }

    @Test
    void the_sessions_of_a_disabled_person_are_over_at_once() {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        visitors.person(Grant.everywhere(Role.ADMIN));
        var session = signIn(name);
        people.disable(name, "test");
        assertThat(with(session).get("/").statusCode()).isEqualTo(303);
        assertThat(tryToSignIn(name, PASSWORD, "").statusCode()).isEqualTo(401);
        people.enable(name, "test");
        assertThat(with(session).get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void a_session_ends_when_it_is_not_used_and_after_half_a_day_in_any_case() throws SQLException {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var idle = signIn(name);
        sql("update session set used_at = used_at - interval '31 minutes' where hash = '" + Reference.hash(idle) + "'");
        assertThat(with(idle).get("/").statusCode()).isEqualTo(303);

        var old = signIn(name);
        sql("update session set created_at = created_at - interval '721 minutes' where hash = '" + Reference.hash(old)
                + "'");
        assertThat(with(old).get("/").statusCode()).isEqualTo(303);

        var used = signIn(name);
        sql("update session set used_at = used_at - interval '29 minutes' where hash = '" + Reference.hash(used) + "'");
        assertThat(with(used).get("/").statusCode()).isEqualTo(200);
        assertThat(number("select count(*) from session where hash = '" + Reference.hash(used)
                        + "' and used_at > now() - interval '5 minutes'"))
                .isEqualTo(1);
    }

    @Test
    void a_wrong_password_and_an_unknown_name_get_the_same_answer() {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var wrong = tryToSignIn(name, PASSWORD + "x", "");
        var unknown = tryToSignIn(name + "nobody", PASSWORD, "");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(bare(wrong.asString(), name)).isEqualTo(bare(unknown.asString(), name + "nobody"));
    }

    private static String bare(String page, String name) {
        return page.replaceAll("value=\"[0-9a-f]{32}\"", "").replace("value=\"" + name + "\"", "");
    }

    @Test
    void guessing_is_slowed_down_for_the_account_wherever_it_comes_from_and_also_the_right_guess_must_wait() {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        for (var i = 0; i < 5; i++) {
            assertThat(tryToSignIn(name, "wrong wrong wrong " + i, "").statusCode())
                    .as("try %d", i)
                    .isEqualTo(401);
        }
        var limited = tryToSignIn(name, PASSWORD, "");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(limited.header("Retry-After"))).isPositive();
    }

    @Test
    void each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() throws SQLException {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var longest = 0;
        for (var i = 0; i < 20; i++) {
            sql("update attempt set blocked_till = '2000-01-01'");
            tryToSignIn(name, "wrong wrong wrong " + i, "");
            sql("delete from attempt where key like 'address:%'");
            var wait = (int) number("select coalesce(max(extract(epoch from blocked_till - last_at)), 0)::int"
                    + " from attempt where key like 'account:%'");
            assertThat(wait).isBetween(longest, 900);
            longest = wait;
        }
        assertThat(longest).isEqualTo(900);
    }

    @Test
    void trying_one_password_on_many_accounts_is_slowed_down_for_the_address() {
        var status = 0;
        for (var i = 0; i < 40 && status != 429; i++) {
            status = tryToSignIn("nobody" + i, PASSWORD, "").statusCode();
        }
        assertThat(status).isEqualTo(429);
    }

    @Test
    void an_address_that_a_visitor_claims_is_not_believed() throws SQLException {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var page = browser().get("/login");
        for (var header : new String[] {"X-Forwarded-For", "Forwarded", "X-Real-IP"}) {
            assertThat(browser()
                            .cookies(page.cookies())
                            .header(header, header.equals("Forwarded") ? "for=198.51.100.7" : "198.51.100.7")
                            .formParam("name", name)
                            .formParam("password", "wrong wrong wrong wrong")
                            .formParam("token", Visitors.formToken(page))
                            .post("/login")
                            .statusCode())
                    .isIn(401, 429);
        }

        assertThat(number("select count(*) from attempt where key like 'address:%'"))
                .isOne();
        assertThat(number("select count(*) from attempt where key = 'address:7f000001'"))
                .isOne();
    }

    @Test
    void the_set_up_link_works_once_and_only_while_there_is_nobody() throws SQLException {
        sql("truncate person cascade");
        var link = invitations.make(null).reference().reveal();
        var newer = invitations.make(null).reference().reveal();
        assertThat(browser().get("/welcome/" + link).statusCode()).isEqualTo(410);

        var page = browser().get("/welcome/" + newer);
        assertThat(page.asString()).contains("Make the first administrator");
        var made = welcome(newer, "root");
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(with(made.cookie(SessionCookie.NAME)).get("/").statusCode()).isEqualTo(200);
        assertThat(people.find("root").orElseThrow().grants()).isEqualTo(Grants.ALL);

        assertThat(browser().get("/welcome/" + newer).statusCode()).isEqualTo(410);
        assertThat(welcome(newer, "second").statusCode()).isEqualTo(410);
        var late = invitations.make(null).reference().reveal();
        assertThat(welcome(late, "third").statusCode()).isEqualTo(410);
        assertThat(people.list()).hasSize(1);
    }

    @Test
    void a_set_up_link_is_worth_nothing_after_a_day() throws SQLException {
        sql("truncate person cascade");
        var link = invitations.make(null).reference().reveal();
        sql("update invitation set expires_at = expires_at - interval '24 hours'");
        assertThat(browser().get("/welcome/" + link).statusCode()).isEqualTo(410);
        assertThat(welcome(link, "late").statusCode()).isEqualTo(410);
        assertThat(people.any()).isFalse();
    }

    private static io.restassured.response.Response welcome(String link, String name) {
        var page = browser().get("/login");
        return browser()
                .cookies(page.cookies())
                .formParam("token", formToken(page))
                .formParam("name", name)
                .formParam("password", PASSWORD)
                .formParam("again", PASSWORD)
                .post("/welcome/" + link);
    }

    @Test
    void nobody_can_be_signed_in_by_another_site() {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var page = browser().get("/login");
        var forged = io.restassured.RestAssured.given()
                .redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "cross-site")
                .cookies(page.cookies())
                .formParam("token", formToken(page))
                .formParam("name", name)
                .formParam("password", PASSWORD)
                .post("/login");
        assertThat(forged.statusCode()).isEqualTo(403);
        var withoutToken = browser()
                .cookies(page.cookies())
                .formParam("name", name)
                .formParam("password", PASSWORD)
                .post("/login");
        assertThat(withoutToken.statusCode()).isEqualTo(403);
        assertThat(withoutToken.cookie(SessionCookie.NAME)).isNull();
    }

    @Test
    void a_form_takes_the_token_of_its_own_session_alone() {
        var mine = signIn(visitors.person(Grant.everywhere(Role.ADMIN)));
        var attackers = signIn(visitors.person(Grant.everywhere(Role.VIEWER)));
        var stolen = formToken(with(attackers).get("/"));
        var forged = with(mine)
                .cookie("slipway-form", stolen)
                .formParam("token", stolen)
                .post("/logout");
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(with(mine).get("/").statusCode()).isEqualTo(200);
    }

    private void sql(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
