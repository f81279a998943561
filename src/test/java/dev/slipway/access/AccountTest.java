package dev.slipway.access;

import static dev.slipway.access.Visitors.PASSWORD;
import static dev.slipway.access.Visitors.formToken;
import static dev.slipway.access.Visitors.signIn;
import static dev.slipway.access.Visitors.tryToSignIn;
import static dev.slipway.access.Visitors.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.secret.SealedColumn;
import dev.slipway.secret.Secrets;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One's own account over HTTP: second factor, recovery codes, password, sessions. */
@QuarkusTest
@TestProfile(ClosedProfile.class)
class AccountTest {
    private static final Pattern SECRET = Pattern.compile("once\">([A-Z2-7 ]+)<");
    private static final Pattern CODE = Pattern.compile("<li>([A-Z2-7-]{19})</li>");

    @Inject
    Visitors visitors;

    @Inject
    SecondFactor secondFactor;

    @Inject
    Secrets secrets;

    @Any
    @Inject
    Instance<SealedColumn> places;

    @Inject
    InstantSource clock;

    @Inject
    DataSource database;

    @BeforeEach
    void forget() throws SQLException {
        sql("delete from attempt");
    }

    @Test
    void with_a_second_factor_the_password_alone_opens_nothing_and_a_code_opens_once() throws SQLException {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var session = signIn(name);
        post(session, "/account", "/account/second-factor");
        var page = with(session).get("/account/second-factor");
        var found = SECRET.matcher(page.asString());
        assertThat(found.find()).isTrue();
        var secret = found.group(1).replace(" ", "");

        var wrong = with(session)
                .formParam("token", formToken(page))
                .formParam("code", "000000")
                .post("/account/second-factor/confirm");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(tryToSignIn(name, PASSWORD, "").statusCode())
                .as("nothing is on before it was confirmed")
                .isEqualTo(303);

        var now = clock.instant().getEpochSecond() / 30;
        var codes = with(session)
                .formParam("token", formToken(page))
                .formParam("code", Totp.code(secret, now))
                .post("/account/second-factor/confirm");
        assertThat(codes.statusCode()).isEqualTo(200);
        assertThat(text("select totp from person where name = '" + name + "'"))
                .startsWith("sw1:")
                .doesNotContain(secret);

        assertThat(tryToSignIn(name, PASSWORD, "").statusCode()).isEqualTo(401);
        assertThat(tryToSignIn(name, PASSWORD, Totp.code(secret, now)).statusCode())
                .as("the code that was used already")
                .isEqualTo(401);
        assertThat(tryToSignIn(name, "not the password", Totp.code(secret, now + 1))
                        .statusCode())
                .isEqualTo(401);
        assertThat(tryToSignIn(name, PASSWORD, Totp.code(secret, now + 1)).statusCode())
                .isEqualTo(303);

        var recovery = CODE.matcher(codes.asString());
        assertThat(recovery.find()).isTrue();
        var paper = recovery.group(1);
        assertThat(tryToSignIn(name, PASSWORD, paper).statusCode()).isEqualTo(303);
        assertThat(tryToSignIn(name, PASSWORD, paper).statusCode())
                .as("each recovery code opens once")
                .isEqualTo(401);
    }

    @Test
    void the_secret_is_sealed_where_a_change_of_the_secret_key_looks_for_it() throws SQLException {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var person = visitors.people().find(name).orElseThrow().id();
        secondFactor.begin(person);
        var secret = secondFactor.pending(person).orElseThrow().reveal();
        assertThat(opened("totp_pending", person)).isEqualTo(secret);
        var code = Totp.code(secret, clock.instant().getEpochSecond() / 30);
        assertThat(secondFactor.confirm(person, name, code)).isPresent();
        assertThat(opened("totp", person)).isEqualTo(secret);
    }

    private String opened(String column, long person) throws SQLException {
        var place = places.stream()
                .filter(one -> one.table().equals("person") && one.column().equals(column))
                .findFirst()
                .orElseThrow();
        var sealed = text("select " + column + " from person where " + place.row() + "::text = '" + person + "'");
        return secrets.open(sealed, place.purpose() + person).reveal();
    }

    @Test
    void the_list_of_sessions_ends_one_and_all_others() {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var mine = signIn(name);
        var lost = signIn(name);
        var old = signIn(name);
        var page = with(mine).get("/account");
        var button = Pattern.compile("name=\"session\" value=\"(\\d+)\"").matcher(page.asString());
        assertThat(button.find()).isTrue();
        with(mine)
                .formParam("token", formToken(page))
                .formParam("session", button.group(1))
                .post("/account/sessions/end");
        assertThat(java.util.stream.Stream.of(lost, old)
                        .filter(one -> with(one).get("/").statusCode() == 200))
                .hasSize(1);
        post(mine, "/account", "/account/sessions/end");
        assertThat(with(lost).get("/").statusCode()).isEqualTo(303);
        assertThat(with(old).get("/").statusCode()).isEqualTo(303);
        assertThat(with(mine).get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void nobody_ends_the_session_of_another_by_its_number() throws SQLException {
        var victim = signIn(visitors.person(Grant.everywhere(Role.ADMIN)));
        var attacker = signIn(visitors.person(Grant.everywhere(Role.VIEWER)));
        var number = text("select id from session where hash = '" + Reference.hash(victim) + "'");
        with(attacker)
                .formParam("token", formToken(with(attacker).get("/account")))
                .formParam("session", number)
                .post("/account/sessions/end");
        assertThat(with(victim).get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void a_new_password_ends_all_other_sessions_and_the_old_one_is_worth_nothing() {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var mine = signIn(name);
        var other = signIn(name);
        var fresh = "copper thunder saucer eleven";
        var changed = with(mine)
                .formParam("token", formToken(with(mine).get("/account")))
                .formParam("password", fresh)
                .formParam("again", fresh)
                .post("/account/password");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(with(other).get("/").statusCode()).isEqualTo(303);
        assertThat(tryToSignIn(name, PASSWORD, "").statusCode()).isEqualTo(401);
        assertThat(tryToSignIn(name, fresh, "").statusCode()).isEqualTo(303);
    }

    @Test
    void a_stolen_session_cannot_change_the_password_without_showing_again_who_it_is() throws SQLException {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        var stolen = signIn(name);
        sql("update session set proved_at = proved_at - interval '11 minutes'");
        var changed = with(stolen)
                .formParam("token", formToken(with(stolen).get("/account")))
                .formParam("password", "the thief chose this one")
                .formParam("again", "the thief chose this one")
                .post("/account/password");
        assertThat(changed.statusCode()).isEqualTo(303);
        assertThat(changed.header("Location")).contains("/confirm");
        assertThat(tryToSignIn(name, PASSWORD, "").statusCode()).isEqualTo(303);
    }

    @Test
    void roles_that_were_taken_away_are_gone_at_the_next_request() {
        var name = visitors.person(Grant.everywhere(Role.ADMIN));
        visitors.person(Grant.everywhere(Role.ADMIN));
        var session = signIn(name);
        assertThat(with(session).get("/people").statusCode()).isEqualTo(200);
        visitors.people().grant(name, new Grants(java.util.List.of(Grant.everywhere(Role.VIEWER))), "test");
        assertThat(with(session).get("/people").statusCode()).isEqualTo(403);
    }

    private static Response post(String session, String from, String to) {
        return with(session)
                .formParam("token", formToken(with(session).get(from)))
                .post(to);
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
