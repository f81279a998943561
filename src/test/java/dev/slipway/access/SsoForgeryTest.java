package dev.slipway.access;

import static dev.slipway.access.Visitors.browser;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.access.OidcIssuer.Signing;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks on single sign-on.
 *
 * <p>Goal: only what the provider signed, for us, now, for this browser's own sign-in, opens anything. Method: an
 * independent provider signs what it should not, and browsers bring what they should not; after each, nobody is in.
 */
@QuarkusTest
@TestProfile(SsoProfile.class)
class SsoForgeryTest {
    @Inject
    DataSource database;

    @Inject
    People people;

    private OidcIssuer issuer;

    @BeforeEach
    void begin() throws IOException, SQLException {
        issuer = OidcIssuer.at(SsoProfile.providerPort());
        issuer.person(OidcIssuer.newSubject(), "mallory", "root");
        SsoSql.run(database, "delete from attempt");
        SsoSql.run(database, "delete from person where name like 'mallory%'");
    }

    @AfterEach
    void end() {
        issuer.close();
    }

    private void nobodyIsIn(Response answer, int status) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.cookies()).doesNotContainKey(SessionCookie.NAME);
        assertThat(people.find("mallory")).isEmpty();
    }

    static Stream<Arguments> lies() {
        var now = Instant.now().getEpochSecond();
        return Stream.of(
                lie("another nonce", 403, claims -> claims.put("nonce", "0".repeat(64))),
                lie("no nonce", 403, claims -> claims.remove("nonce")),
                lie("another audience", 403, claims -> claims.put("aud", "another-client")),
                lie("no audience", 403, claims -> claims.remove("aud")),
                lie(
                        "several audiences and no party",
                        403,
                        claims -> claims.put("aud", List.of(OidcIssuer.CLIENT, "b"))),
                lie("another party", 403, claims -> claims.put("azp", "another-client")),
                lie("another issuer", 403, claims -> claims.put("iss", "https://evil.example")),
                lie("an issuer that looks like it", 403, claims -> claims.put("iss", claims.get("iss") + "/")),
                lie("no issuer", 403, claims -> claims.remove("iss")),
                lie("no subject", 403, claims -> claims.remove("sub")),
                lie("an empty subject", 403, claims -> claims.put("sub", " ")),
                lie("no end", 403, claims -> claims.remove("exp")),
                lie("no beginning", 403, claims -> claims.remove("iat")),
                lie("expired", 502, claims -> claims.put("exp", now - 120)),
                lie("of long ago, and good for ever", 502, claims -> {
                    claims.put("iat", now - 86_400);
                    claims.put("exp", now + 86_400);
                }),
                lie("of tomorrow", 502, claims -> claims.put("iat", now + 86_400)),
                lie("not valid yet", 502, claims -> claims.put("nbf", now + 3600)));
    }

    private static Arguments lie(String name, int status, Consumer<Map<String, Object>> twist) {
        return Arguments.argumentSet(name, status, twist);
    }

    @ParameterizedTest
    @MethodSource("lies")
    void an_id_token_with_a_claim_that_is_wrong_opens_nothing(int status, Consumer<Map<String, Object>> twist) {
        issuer.twist(twist);
        nobodyIsIn(SsoTrip.there().back(), status);
    }

    @ParameterizedTest
    @EnumSource(
            value = Signing.class,
            names = {"FOREIGN_KEY", "NONE", "HMAC_WITH_THE_PUBLIC_KEY", "BROKEN"})
    void an_id_token_that_the_provider_did_not_sign_opens_nothing(Signing signing) {
        issuer.sign(signing);
        nobodyIsIn(SsoTrip.there().back(), 403);
    }

    /** In one test, for the keys are not asked for more often than twice in half a minute. */
    @Test
    void a_new_key_of_the_provider_is_fetched_and_a_made_up_one_is_not_found() {
        assertThat(SsoTrip.there().back().statusCode()).isEqualTo(303);
        OidcIssuer.rotate();
        assertThat(SsoTrip.there().back().statusCode()).isEqualTo(303);
        issuer.sign(Signing.UNKNOWN_KEY_ID);
        var refused = SsoTrip.there().back();
        assertThat(refused.statusCode()).isIn(403, 503);
        assertThat(refused.cookies()).doesNotContainKey(SessionCookie.NAME);
    }

    @Test
    void an_answer_is_taken_once() {
        var trip = SsoTrip.there();
        assertThat(trip.back().statusCode()).isEqualTo(303);
        var again = trip.back();
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.cookies()).doesNotContainKey(SessionCookie.NAME);
    }

    @Test
    void a_code_that_was_used_is_worth_nothing_in_another_sign_in() {
        var first = SsoTrip.there();
        assertThat(first.back().statusCode()).isEqualTo(303);
        var second = SsoTrip.there();
        var refused = second.back(second.callback().replace(second.value("code"), first.value("code")));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.cookies()).doesNotContainKey(SessionCookie.NAME);
    }

    @Test
    void a_stolen_code_is_worth_nothing_in_the_sign_in_of_the_thief() {
        var victim = SsoTrip.there();
        var thief = SsoTrip.there();
        nobodyIsIn(thief.back(thief.callback().replace(thief.value("code"), victim.value("code"))), 403);
    }

    @Test
    void the_state_of_another_sign_in_is_refused() {
        var ours = SsoTrip.there();
        var theirs = SsoTrip.there();
        nobodyIsIn(ours.back(theirs.callback()), 400);
        nobodyIsIn(ours.back(ours.callback().replace(ours.value("state"), "0".repeat(64))), 400);
        nobodyIsIn(ours.back(ours.callback().replaceFirst("state=[^&]*&", "")), 400);
        assertThat(ours.back().statusCode())
                .as("the forged ones took nothing away")
                .isEqualTo(303);
    }

    @Test
    void an_answer_that_comes_to_another_browser_is_refused() {
        var trip = SsoTrip.there();
        nobodyIsIn(given().redirects().follow(false).urlEncodingEnabled(false).get(trip.callback()), 400);
    }

    @Test
    void a_cookie_that_the_browser_made_up_is_no_sign_in() {
        var key = dev.slipway.secret.Secret.of("made up");
        var state = new dev.slipway.access.sso.Errand(key, false).state();
        nobodyIsIn(
                browser()
                        .cookie(SsoCookie.NAME, "made up".replace(" ", "%20"))
                        .get("/sign-in/sso/callback?code=x&state=" + state),
                400);
    }

    @Test
    void a_sign_in_that_took_longer_than_ten_minutes_is_over() throws SQLException {
        var trip = SsoTrip.there();
        SsoSql.run(database, "update sso_errand set created_at = created_at - interval '601 seconds'");
        nobodyIsIn(trip.back(), 400);
    }

    @Test
    void an_answer_that_says_it_is_of_another_provider_is_refused() {
        var trip = SsoTrip.there();
        nobodyIsIn(trip.back(trip.callback().replaceFirst("iss=[^&]*", "iss=https%3A%2F%2Fevil.example")), 403);
    }

    @Test
    void a_person_who_does_not_agree_reads_so() {
        issuer.refuse();
        var refused = SsoTrip.there().back();
        nobodyIsIn(refused, 403);
        assertThat(refused.asString()).contains("The sign-in was refused there");
    }

    @Test
    void a_proof_that_was_begun_in_one_session_is_not_taken_into_another() {
        var mine = SsoTrip.signIn();
        var other = SsoTrip.signIn();
        var trip = SsoTrip.there(Visitors.with(mine), "/sign-in/sso/again");
        assertThat(trip.backInto(other).statusCode()).isEqualTo(400);
    }

    @Test
    void a_sign_in_is_not_taken_for_a_proof() {
        var session = SsoTrip.signIn();
        var begun = SsoTrip.there(browser(), "/sign-in/sso").backInto(session);
        assertThat(begun.statusCode()).isEqualTo(303);
        assertThat(Visitors.with(session).get("/tokens").statusCode()).isEqualTo(200);
        assertThat(Visitors.with(session)
                        .formParam(
                                "token",
                                Visitors.formToken(Visitors.with(session).get("/tokens")))
                        .post("/tokens")
                        .header("Location"))
                .contains("/confirm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void another_site_cannot_begin_a_sign_in_for_a_visitor(String site) {
        var led =
                given().redirects().follow(false).header("Sec-Fetch-Site", site).get("/sign-in/sso");
        assertThat(led.header("Location")).endsWith("/login");
        assertThat(led.cookies()).doesNotContainKey(SsoCookie.NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "https://evil.example", "/\\evil.example"})
    void nobody_is_led_elsewhere_after_signing_in(String next) {
        var sent = browser().queryParam("next", next).get("/sign-in/sso");
        var there = given().redirects().follow(false).urlEncodingEnabled(false).get(sent.header("Location"));
        var came = new SsoTrip(sent.cookie(SsoCookie.NAME), there.header("Location")).back();
        assertThat(came.statusCode()).isEqualTo(303);
        assertThat(came.header("Location")).matches("(http://localhost:\\d+)?/");
    }

    @Test
    void trying_again_and_again_is_slowed_down_for_the_address() throws SQLException {
        var status = 0;
        for (var i = 0; i < 150 && status != 429; i++) {
            status = browser().get("/sign-in/sso").statusCode();
        }
        assertThat(status).isEqualTo(429);
        assertThat(Visitors.tryToSignIn("nobody-at-all", Visitors.PASSWORD, "").statusCode())
                .as("the way in with a password stays open")
                .isEqualTo(401);

        SsoSql.run(database, "delete from attempt");
        var last = unasked();
        for (var i = 0; i < 150 && last.statusCode() != 429; i++) {
            last = unasked();
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(last.header("Retry-After"))).isPositive();
    }

    private static Response unasked() {
        return browser().get("/sign-in/sso/callback?state=x&code=y");
    }

    @Test
    void what_is_stored_about_a_sign_in_completes_none() throws SQLException {
        var trip = SsoTrip.there();
        var row = String.join(" ", SsoSql.texts(database, "select e::text from sso_errand e"));
        assertThat(row)
                .isNotEmpty()
                .doesNotContain(trip.key())
                .doesNotContain(trip.value("state"))
                .doesNotContain(issuer.lastAsked().get("nonce"));
    }
}
