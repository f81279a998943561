package dev.slipway.dashboard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(SampleProfile.class)
class PagesTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @Inject
    SampleActions actions;

    @Inject
    SampleHistory history;

    @BeforeEach
    void forget() {
        actions.asked().clear();
        history.reset();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /                                       | srch-03 needs attention
                    /                                       | shop-staging
                    /fleets/shop-production                 | no failed request
                    /fleets/shop-production                 | queued, waits for #412
                    /fleets/search-production               | srch-03
                    /deployments                            | github:acme/shop#1873
                    /deployments?status=rolled_back         | 2.13.1
                    /deployments/412                        | Pause after this wave
                    /deployments/412                        | 3 of 6
                    /deployments/411                        | Retry web-04
                    /deployments/411                        | Roll back 3 servers
                    /deployments/408                        | It was not applied
                    /deployments/410                        | Ended
                    /deployments/414                        | Waits for
                    /deployments?status=live                | first in line, waits for
                    /deployments?status=live                | waits for its window: office hours
                    /deployments?person=lena                | 2.14.1
                    /deployments/412/log                    | 31 open connections
                    /deployments/412/log?find=tax_rules     | of 7 lines hold
                    /deployments/412/acts                   | Pause after this wave
                    /fleets/shop-production/deploy          | Deploy 2.14.1
                    /fleets/shop-production/deploy?release=2.13.1 | cannot be undone
                    /fleets/search-production/deploy        | interrupts its service
                    /fleets/shop-production/compare         | What comes
                    /fleets/shop-production/compare?from=2.14.0&to=2.13.0 | Going back undoes no migration
                    /fleets/shop-production/rollback?to=2.13.0 | The migration of 2.13.1 failed
                    /servers                                | srch-03
                    /servers/srch-03                        | It needs a person
                    /servers/srch-01                        | /srv/search
                    /balancers                              | tcp://10.9.0.2:9999
                    /balancers/edge                         | Somebody took it out
                    /balancers/edge                         | Nobody answers at 10.9.0.2
                    /balancers/edge                         | The balancer has no member of this name
                    /deployments/404                        | nothing ran twice
                    /wall                                   | Rolling out
                    /search?q=web-0                         | 10.4.1.14
                    /shortcuts                              | Next problem
                    /fleets/shop-production/badge           | Make
                    /insights                               | Time to restore
                    /insights/slipway-insights.csv          | median_lead_seconds
                    /releases                               | Faster checkout totals
                    /fleets/shop-production/releases        | Roll back to this
                    /fleets/shop-production/rollback?to=2.13.0 | The database stays changed by 2.13.1
                    """)
    void each_page_shows_what_it_is_for(String address, String expected) {
        var page = page(address);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.asString()).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/",
        "/fleets/shop-production",
        "/deployments",
        "/deployments/411",
        "/deployments/412",
        "/releases",
        "/fleets/shop-production/releases",
        "/fleets/shop-production/rollback?to=2.13.0",
        "/deployments/99999"
    })
    void no_page_needs_anything_inline_or_from_elsewhere(String address) {
        var page = page(address);
        assertThat(page.asString())
                .doesNotContainPattern("<script>|<script [^>]*>[^<]|<style|\\sstyle=|\\son[a-z]+=")
                .doesNotContainPattern("(src|href)=\"(https?:)?//");
        assertThat(page.header("Content-Security-Policy"))
                .isEqualTo("default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none';"
                        + " form-action 'self'");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void a_badge_says_the_same_to_a_wrong_token_as_of_a_fleet_that_has_nothing() {
        assertThat(ours().post("/fleets/shop-staging/badge").statusCode()).isEqualTo(303);
        var path = page("/fleets/shop-staging/badge").htmlPath().getString("**.find { it.name() == 'img' }.@src");
        var badge = page(path);
        assertThat(badge.asString()).contains("shop staging: 2.14.0", "<svg");
        assertThat(badge.contentType()).startsWith("image/svg+xml");
        var wrong = page("/badge/00000000000000000000000000000000.svg");
        assertThat(wrong.statusCode()).isEqualTo(badge.statusCode());
        assertThat(wrong.asString()).contains("nothing yet");
        assertThat(wrong.headers().asList().stream().map(header -> header.getName()))
                .isEqualTo(badge.headers().asList().stream()
                        .map(header -> header.getName())
                        .toList());
        assertThat(wrong.header("Cache-Control")).isEqualTo("public, max-age=60");
    }

    @Test
    void servers_are_checked_when_a_person_asks_for_it() {
        var report = ours().post("/fleets/search-production/check");
        assertThat(report.asString()).contains("1 of 3 needs you", "sudo wants a password", "NOPASSWD");
    }

    @Test
    void a_hostile_log_line_is_text() {
        assertThat(page("/deployments/412").asString())
                .contains("&lt;script&gt;alert(&#39;gotcha&#39;)&lt;/script&gt; reloaded")
                .doesNotContain("owned")
                .contains("<span class=\"c2\">drained</span>");
    }

    @Test
    void notes_of_a_release_are_text() {
        assertThat(page("/releases").asString()).contains("Quieter logs &lt;b&gt;please&lt;/b&gt;");
    }

    /** A number would be old with the next line, and so would be that there is none. */
    @Test
    void how_many_lines_a_log_has_is_said_when_no_more_come() {
        assertThat(page("/deployments/412").asString())
                .contains("Newest lines; <a")
                .doesNotContain("No output");
        assertThat(page("/deployments/410").asString()).containsPattern("Newest lines of \\d+; <a");
    }

    @Test
    void the_raw_log_is_plain_text() {
        var log = page("/deployments/412/log.txt?server=web-04&step=drain");
        assertThat(log.contentType()).startsWith("text/plain");
        assertThat(log.asString().lines()).hasSize(3).first().asString().contains("31 open connections");
    }

    @ParameterizedTest
    @CsvSource({"/deployments/99999", "/fleets/none", "/fleets/none/releases", "/deployments/99999/live"})
    void what_is_not_there_is_a_404(String address) {
        assertThat(page(address).statusCode()).isEqualTo(404);
    }

    @Test
    void a_stream_that_was_cut_off_brings_the_whole_log_and_ends_with_the_deployment() {
        var stream = given().header("Last-Event-ID", "8000").get("/deployments/410/live?after=1&line=2");
        assertThat(stream.contentType()).startsWith("text/event-stream");
        assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
        assertThat(stream.asString())
                .contains("id:8841-7", "<hx-partial hx-target=\"#term\" hx-swap=\"innerMorph\">", "id=\"L1\"")
                .contains("<hx-partial hx-target=\"#lanes\" hx-swap=\"outerMorph\">", "event:finished");
    }

    @Test
    void a_stream_that_says_where_it_was_gets_only_what_it_lacks() {
        var stream = given().header("Last-Event-ID", "8841-5").get("/deployments/410/live?after=1&line=2");
        assertThat(stream.asString())
                .contains("hx-target=\"#term > .blk:last-of-type\" hx-swap=\"beforeend\"", "id=\"L6\"", "id=\"L7\"")
                .doesNotContain("id=\"L5\"", "hx-target=\"#term\"");
    }

    @Test
    void a_place_that_nobody_can_be_at_keeps_nothing_from_others() {
        var liar = given().get("/deployments/410/live?after=999999&line=999999");
        assertThat(liar.asString()).contains("event:finished");
        assertThat(given().get("/deployments/410/live?after=1&line=2").asString())
                .contains("id=\"L3\"", "id=\"L7\"");
    }

    @Test
    void a_deployment_starts_from_the_form() {
        var answer = ours().formParam("release", "2.14.1")
                .formParam("reason", "hurry")
                .post("/fleets/shop-production/deploy");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/deployments/412");
        assertThat(actions.asked()).containsExactly("deploy shop-production 2.14.1 because hurry by dashboard");
    }

    @Test
    void a_deployment_is_asked_for_at_a_time_by_the_clock_of_a_zone() {
        assertThat(at("2027-01-15", "22:00", "Europe/Berlin").statusCode()).isEqualTo(303);
        assertThat(at("2027-10-31", "02:30", "Europe/Berlin").statusCode()).isEqualTo(303);
        assertThat(actions.asked())
                .containsExactly(
                        "deploy shop-production 2.14.1 because null by dashboard at 2027-01-15T21:00:00Z",
                        "deploy shop-production 2.14.1 because null by dashboard at 2027-10-31T00:30:00Z");
        assertThat(at("2027-03-28", "02:30", "Europe/Berlin").asString()).contains("put forward over it");
        assertThat(at("2027-01-15", "22:00", "Berlin").asString()).contains("did you mean Europe/Berlin?");
        assertThat(at("2027-01-15", "", "UTC").asString()).contains("which date and time");
        assertThat(actions.asked()).hasSize(2);
    }

    private static Response at(String date, String time, String zone) {
        return ours().formParam("release", "2.14.1")
                .formParam("when", "at")
                .formParam("date", date)
                .formParam("time", time)
                .formParam("zone", zone)
                .post("/fleets/shop-production/deploy");
    }

    @Test
    void what_the_calendar_keeps_waiting_says_until_when() {
        assertThat(page("/deployments/402").asString()).contains("It waits for its window: office hours (Mon–Thu");
        assertThat(page("/deployments/401").asString())
                .contains("It waits for its time")
                .doesNotContain("in spite");
        assertThat(page("/fleets/shop-production").asString())
                .contains("Deployments wait: office hours", "frozen from 2026-12-20", ", begins <time");
        assertThat(page("/fleets/search-production").asString()).contains("Frozen by its calendar", "year&#39;s end");
    }

    @Test
    void a_decision_carries_the_question_that_was_seen() {
        var answer = ours().formParam("choice", "retry")
                .formParam("question", "q-7")
                .formParam("node", "web-04")
                .post("/deployments/411/decide");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(actions.asked()).containsExactly("retry 411 q-7 web-04 by dashboard");
    }

    @Test
    void a_rollback_over_an_irreversible_migration_needs_the_word_that_somebody_looked() {
        var answer = ours().formParam("to", "2.13.0").post("/fleets/shop-production/rollback");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.asString()).contains("must work with the database as 2.13.1 left it");
        assertThat(actions.asked()).isEmpty();
    }

    @Test
    void a_rollback_starts_from_its_page() {
        assertThat(ours().formParam("to", "2.13.0")
                        .formParam("known", "yes")
                        .post("/fleets/shop-production/rollback")
                        .statusCode())
                .isEqualTo(303);
        assertThat(actions.asked()).containsExactly("roll back shop-production 2.13.0 because null by dashboard");
    }

    @Test
    void a_refusal_says_what_to_do() {
        var answer = ours().formParam("release", "refused").post("/fleets/shop-production/deploy");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.asString()).contains("The fleet is on hold", "Lift the hold first");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, http://evil.example",
        "Origin, null",
        "X-Nothing, x"
    })
    void a_form_from_another_site_is_refused(String header, String value) {
        var answer = given().redirects()
                .follow(false)
                .cookie(FormGuard.COOKIE, TOKEN)
                .header(header, value)
                .formParam("token", TOKEN)
                .formParam("release", "2.14.1")
                .post("/fleets/shop-production/deploy");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(actions.asked()).isEmpty();
    }

    @Test
    void a_form_without_this_browsers_token_is_refused() {
        var answer = given().header("Sec-Fetch-Site", "same-origin")
                .cookie(FormGuard.COOKIE, TOKEN)
                .formParam("token", TOKEN.replace('0', '1'))
                .formParam("release", "2.14.1")
                .post("/fleets/shop-production/deploy");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.asString()).contains("out of date");
        assertThat(actions.asked()).isEmpty();
    }

    @Test
    void the_form_holds_the_token_of_its_cookie() {
        var page = page("/deployments/412");
        var cookie = page.detailedCookie(FormGuard.COOKIE);
        assertThat(cookie.getSameSite()).isEqualTo("Lax");
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(page.asString()).contains("name=\"token\" value=\"" + cookie.getValue() + "\"");
    }

    private static Response page(String address) {
        return given().redirects().follow(false).get(address);
    }

    private static io.restassured.specification.RequestSpecification ours() {
        return given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "same-origin")
                .cookie(FormGuard.COOKIE, TOKEN)
                .formParam("token", TOKEN);
    }
}
