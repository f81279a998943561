package dev.slipway.access;

import static dev.slipway.access.Visitors.browser;
import static dev.slipway.access.Visitors.formToken;
import static dev.slipway.access.Visitors.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.secret.Secret;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * People who come from a provider.
 *
 * <p>Goal: who they are is issuer and subject; what they may do is what their groups and administrators say now.
 * Method: an independent provider on loopback; each step of the browser is taken over HTTP.
 */
@QuarkusTest
@TestProfile(SsoProfile.class)
class SsoTest {
    private static final Grant OPERATOR = Grant.everywhere(Role.OPERATOR);

    @Inject
    Visitors visitors;

    @Inject
    People people;

    @Inject
    DataSource database;

    @Inject
    InstantSource clock;

    private OidcIssuer issuer;
    private String subject = "";

    @BeforeEach
    void begin() throws IOException, SQLException {
        issuer = OidcIssuer.at(SsoProfile.providerPort());
        subject = OidcIssuer.newSubject();
        SsoSql.run(database, "delete from attempt");
    }

    @AfterEach
    void end() {
        issuer.close();
    }

    @Test
    void a_person_whose_group_has_a_role_comes_in_and_goes_on_to_where_he_wanted() throws SQLException {
        issuer.person(subject, "Mira.Lund@harbour.example", "ops", "choir");
        var trip = SsoTrip.there(browser(), "/sign-in/sso?next=%2Fdeployments%3Fstatus%3Dheld");
        assertThat(issuer.lastAsked())
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("scope", "openid profile")
                .containsKeys("state", "nonce", "code_challenge");
        var came = trip.back();
        assertThat(came.statusCode()).as(came.asString()).isEqualTo(303);
        assertThat(came.header("Location")).endsWith("/deployments?status=held");
        assertThat(came.header("Set-Cookie")).isNotNull();
        assertThat(came.detailedCookie(SessionCookie.NAME).isHttpOnly()).isTrue();
        assertThat(came.detailedCookie(SsoCookie.NAME).getMaxAge()).isZero();

        var session = came.cookie(SessionCookie.NAME);
        assertThat(with(session).get("/deployments").asString()).contains("mira.lund");
        var person = people.find("mira.lund").orElseThrow();
        assertThat(person.byGroups().list()).containsExactly(OPERATOR);
        assertThat(person.grants().list()).isEmpty();
        assertThat(person.provider()).isEqualTo(issuer.address());
        assertThat(SsoSql.texts(database, "select action from audit where subject = 'person:mira.lund' order by id"))
                .containsExactly("person.arrive", "person.groups", "sign-in");
        assertThat(SsoSql.texts(database, "select detail from audit where action = 'person.arrive' order by id desc")
                        .getFirst())
                .contains(subject, issuer.address());
    }

    @Test
    void the_same_person_comes_back_to_the_same_account_whatever_the_provider_calls_him_now() {
        issuer.person(subject, "first-name", "ops");
        SsoTrip.signIn();
        issuer.person(subject, "second-name", "ops");
        SsoTrip.signIn();
        assertThat(people.find("first-name")).isPresent();
        assertThat(people.find("second-name")).isEmpty();
    }

    @Test
    void roles_from_groups_go_with_the_group_and_the_ones_of_administrators_stay() {
        issuer.person(subject, "grouper", "ops", "cn=shop");
        var session = SsoTrip.signIn();
        people.grant("grouper", new Grants(java.util.List.of(new Grant(Role.APPROVER, "bank"))), "test");
        assertThat(people.find("grouper").orElseThrow().everything().list())
                .containsExactlyInAnyOrder(
                        OPERATOR, new Grant(Role.DEPLOYER, "shop-production"), new Grant(Role.APPROVER, "bank"));
        assertThat(with(session).get("/api/v1/keys").statusCode()).isEqualTo(200);

        issuer.person(subject, "grouper", "choir");
        SsoTrip.signIn();
        assertThat(people.find("grouper").orElseThrow().everything().list())
                .containsExactly(new Grant(Role.APPROVER, "bank"));
        assertThat(with(session).get("/api/v1/keys").statusCode())
                .as("the session that was open before")
                .isEqualTo(403);
    }

    @Test
    void whoever_loses_the_last_group_does_not_come_in_and_sees_nothing_in_the_session_that_is_open() {
        issuer.person(subject, "leaver", "ops");
        var session = SsoTrip.signIn();
        assertThat(with(session).get("/servers").statusCode()).isEqualTo(200);
        issuer.person(subject, "leaver");
        var refused = SsoTrip.there().back();
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.asString()).contains("You are not known here", "Ask an administrator");
        assertThat(refused.cookies()).doesNotContainKey(SessionCookie.NAME);
        assertThat(people.find("leaver").orElseThrow().everything().list()).isEmpty();
        assertThat(with(session).get("/api/v1/keys").statusCode()).isEqualTo(403);
    }

    @Test
    void a_stranger_is_told_to_ask_an_administrator_and_leaves_no_account() throws SQLException {
        issuer.person(subject, "passer-by", "choir");
        var refused = SsoTrip.there().back();
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.asString()).contains("Ask an administrator");
        assertThat(refused.cookies()).doesNotContainKey(SessionCookie.NAME);
        assertThat(people.find("passer-by")).isEmpty();
        assertThat(SsoSql.texts(database, "select detail from audit where action = 'sign-in.refused'"))
                .anyMatch(detail -> detail.contains(subject));
    }

    @Test
    void a_disabled_person_does_not_come_in_and_the_open_sessions_end() {
        issuer.person(subject, "trouble", "ops");
        var session = SsoTrip.signIn();
        people.disable("trouble", "test");
        assertThat(with(session).get("/").statusCode()).isEqualTo(303);
        var refused = SsoTrip.there().back();
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.asString()).contains("Your account is disabled");
        people.enable("trouble", "test");
        assertThat(SsoTrip.there().back().statusCode()).isEqualTo(303);
    }

    @Test
    void the_name_of_a_local_administrator_opens_nothing_of_his() {
        var admin = visitors.person(Grant.everywhere(Role.ADMIN));
        var before = people.find(admin).orElseThrow();
        issuer.person(subject, admin.toUpperCase(java.util.Locale.ROOT) + "@evil.example", "ops");
        var session = SsoTrip.signIn();
        assertThat(people.find(admin)).contains(before);
        var other = people.find(admin + "-2").orElseThrow();
        assertThat(other.everything().list()).containsExactly(OPERATOR);
        assertThat(with(session).get("/people").statusCode()).isEqualTo(403);
    }

    @Test
    void a_name_that_the_audit_uses_for_what_is_no_person_is_not_given() {
        issuer.person(subject, "nobody", "ops");
        SsoTrip.signIn();
        assertThat(people.find("nobody")).isEmpty();
        assertThat(people.find("nobody-2")).isPresent();
    }

    @Test
    void grave_things_want_the_provider_to_ask_again_and_who_comes_back_must_be_the_same() throws SQLException {
        issuer.person(subject, "chief", "root");
        var session = SsoTrip.signIn();
        assertThat(with(session).get("/people").statusCode()).isEqualTo(200);
        var invite = invite(session);
        assertThat(invite.header("Location")).contains("/confirm");
        assertThat(with(session).get("/confirm?next=/people").asString())
                .contains("/sign-in/sso/again?next=%2Fpeople", "Sign in again with " + SsoProfile.NAME);

        // The provider remembers the person from an hour ago, and does not ask.
        issuer.twist(claims -> claims.put("auth_time", clock.instant().getEpochSecond() - 3600));
        var lazy = SsoTrip.there(with(session), "/sign-in/sso/again?next=/people");
        assertThat(issuer.lastAsked()).containsEntry("prompt", "login").containsEntry("max_age", "0");
        assertThat(lazy.backInto(session).asString()).contains("did not ask again");
        issuer.twist(claims -> claims.remove("auth_time"));
        assertThat(SsoTrip.there(with(session), "/sign-in/sso/again")
                        .backInto(session)
                        .statusCode())
                .isEqualTo(403);
        issuer.person(OidcIssuer.newSubject(), "other", "root");
        assertThat(SsoTrip.there(with(session), "/sign-in/sso/again")
                        .backInto(session)
                        .asString())
                .contains("Somebody else came back");
        assertThat(invite(session).header("Location")).contains("/confirm");

        issuer.person(subject, "chief", "root");
        var proved =
                SsoTrip.there(with(session), "/sign-in/sso/again?next=/people").backInto(session);
        assertThat(proved.statusCode()).as(proved.asString()).isEqualTo(303);
        var renewed = proved.cookie(SessionCookie.NAME);
        assertThat(renewed).isNotEqualTo(session);
        assertThat(with(session).get("/people").statusCode())
                .as("the old reference")
                .isEqualTo(303);
        assertThat(invite(renewed).statusCode()).isEqualTo(200);
    }

    private static io.restassured.response.Response invite(String session) {
        return with(session)
                .formParam("token", formToken(with(session).get("/people")))
                .formParam("name", "guest" + System.nanoTime())
                .formParam("role", "viewer")
                .formParam("fleet", "*")
                .post("/people/invite");
    }

    @Test
    void a_sign_in_that_the_provider_remembered_from_before_is_no_fresh_proof() {
        issuer.person(subject, "sleeper", "root");
        issuer.twist(claims -> claims.put("auth_time", clock.instant().getEpochSecond() - 3600));
        assertThat(invite(SsoTrip.signIn()).header("Location")).contains("/confirm");
        issuer.person(subject, "sleeper", "root");
        issuer.twist(claims -> claims.put("auth_time", clock.instant().getEpochSecond() - 5));
        assertThat(invite(SsoTrip.signIn()).statusCode()).isEqualTo(200);
    }

    @Test
    void where_a_second_factor_is_required_the_provider_must_say_that_there_was_one() {
        issuer.person(subject, "factor", "root");
        issuer.twist(claims -> claims.put("amr", java.util.List.of("pwd")));
        var refused = with(SsoTrip.signIn()).get("/people");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.asString()).contains("second factor");
        issuer.person(subject, "factor", "root");
        assertThat(with(SsoTrip.signIn()).get("/people").statusCode()).isEqualTo(200);
    }

    @Test
    void whoever_comes_from_a_provider_sets_no_password_and_no_second_factor_here() {
        issuer.person(subject, "keeper", "ops");
        issuer.twist(claims -> claims.put("auth_time", clock.instant().getEpochSecond()));
        var session = SsoTrip.signIn();
        var page = with(session).get("/account");
        assertThat(page.asString())
                .contains("You sign in with " + SsoProfile.NAME)
                .doesNotContain("New password");
        var token = formToken(page);
        var password = with(session)
                .formParam("token", token)
                .formParam("password", Visitors.PASSWORD)
                .formParam("again", Visitors.PASSWORD)
                .post("/account/password");
        assertThat(password.statusCode()).isEqualTo(422);
        assertThat(with(session)
                        .formParam("token", token)
                        .post("/account/second-factor")
                        .statusCode())
                .isEqualTo(409);
        assertThat(Visitors.tryToSignIn("keeper", Visitors.PASSWORD, "").statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoever_an_administrator_invited_may_choose_the_provider_instead_of_a_password() {
        visitors.person(Grant.everywhere(Role.ADMIN));
        var viewer = new Grants(java.util.List.of(Grant.everywhere(Role.VIEWER)));
        var invited = (People.Outcome.Invited) people.invite("named" + System.nanoTime(), viewer, "test");
        var name = invited.person().name();
        var link = invited.link().reference().reveal();
        assertThat(browser().get("/welcome/" + link).asString()).contains("/welcome/" + link + "/sso");
        issuer.person(subject, "whoever", "choir");
        var came = SsoTrip.there(browser(), "/welcome/" + link + "/sso").back();
        assertThat(came.statusCode()).as(came.asString()).isEqualTo(303);
        assertThat(with(came.cookie(SessionCookie.NAME)).get("/").asString()).contains(name);
        assertThat(people.find(name).orElseThrow().provider()).isEqualTo(issuer.address());

        assertThat(SsoTrip.there().back().statusCode())
                .as("later, without a link")
                .isEqualTo(303);
        assertThat(SsoTrip.there(browser(), "/welcome/" + link + "/sso").back().statusCode())
                .as("the link again")
                .isEqualTo(410);
        assertThat(people.find("whoever")).isEmpty();
    }

    @Test
    void a_link_never_takes_the_last_password_of_an_administrator() throws SQLException {
        SsoSql.run(database, "delete from person");
        var admin = visitors.person(Grant.everywhere(Role.ADMIN));
        var reset = (People.Outcome.Invited) people.reset(admin, "test");
        var link = reset.link().reference().reveal();
        issuer.person(subject, "boss", "root");
        var refused = SsoTrip.there(browser(), "/welcome/" + link + "/sso").back();
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("needs a password");
        assertThat(people.accept(link, null, Secret.of(Visitors.PASSWORD))).isInstanceOf(People.Outcome.Done.class);

        SsoTrip.signIn();
        assertThat(people.disable(admin, "test"))
                .as("an administrator by a group is none for the day on which the provider is down")
                .isInstanceOf(People.Outcome.Refused.class);
    }

    @Test
    void sessions_of_a_provider_that_was_taken_out_of_the_settings_are_over() throws SQLException {
        issuer.person(subject, "mover", "ops");
        var session = SsoTrip.signIn();
        assertThat(with(session).get("/").statusCode()).isEqualTo(200);
        SsoSql.run(database, "update person set issuer = 'https://old.example' where name = 'mover'");
        assertThat(with(session).get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void people_shows_who_comes_from_where() {
        issuer.person(subject, "seen-one", "root");
        var session = SsoTrip.signIn();
        assertThat(with(session).get("/people").asString()).contains(issuer.address());
        assertThat(with(session).get("/people/seen-one").asString())
                .contains("Signs in with " + issuer.address(), "by a group");
        var json = with(session).get("/api/v1/people").jsonPath();
        assertThat(json.getString("find { it.name == 'seen-one' }.provider")).isEqualTo(issuer.address());
        assertThat(json.getString("find { it.name == 'seen-one' }.grantsByGroups[0].role"))
                .isEqualTo("admin");
    }
}
