package dev.slipway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: whoever asked for it hears of a deployment that needs a person or is over, also from a hidden tab, once; title
 * and icon tell how far it is; nothing turns for whoever wants no motion; each key does what the page of keys says.
 *
 * <p>Method: the system's Chromium, allowed to notify; real notifications, counted where the page makes them. A browser
 * without a window hides no tab, so the page is told that it is hidden.
 */
@QuarkusTest
@TestProfile(SampleProfile.class)
class ToldTest {
    private static final String COUNTED = """
            window.made = [];
            window.Notification = class extends Notification {
              constructor(title, options) {
                super(title, options);
                window.made.push(title + ': ' + options.body);
              }
            };
            window.hide = () => {
              Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});
              document.dispatchEvent(new Event('visibilitychange'));
            };
            """;

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URI home;

    @Inject
    SampleHistory history;

    private @Nullable Chromium chromium;

    @BeforeEach
    void forget() {
        history.reset();
    }

    @AfterEach
    void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void who_asked_is_told_once_of_each_from_a_hidden_tab() {
        var page = watching("/deployments/412?step=told");
        page.locator("#tellme").click();
        page.locator("#tellme[aria-pressed=true]").waitFor();
        page.evaluate("hide()");

        history.put(Samples.asking(412), "web-04", "told", "503");
        page.locator("#term .ln").waitFor();
        history.put(Samples.at(8_880, 4), "web-05", "told", "goes on");
        page.locator("#term .ln").nth(1).waitFor();
        history.put(Samples.ended(412), "web-06", "told", "all done");
        page.locator("#conn", with("Ended")).waitFor();
        assertThat(made(page))
                .containsExactly(
                        "Slipway needs you: shop-production: web-04 failed its health check, so Slipway stopped",
                        "Deployment over: shop-production 2.14.0: Succeeded");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void who_did_not_ask_or_thought_better_of_it_is_told_nothing() {
        var page = watching("/deployments/412?step=asked");
        page.locator("#tellme").click();
        page.locator("#tellme[aria-pressed=true]").waitFor();
        page.locator("#tellme").click();
        page.locator("#tellme[aria-pressed=false]").waitFor();
        // Hidden, but its stream goes on: what comes is not told all the same.
        page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})");
        history.put(Samples.ended(412), "web-06", "asked", "all done");
        page.locator("#conn", with("Ended")).waitFor();
        assertThat(made(page)).isEmpty();
    }

    @Test
    void a_hidden_tab_that_tells_nothing_lets_go_of_its_stream() {
        var page = watching("/deployments/412?step=hidden");
        page.evaluate("hide()");
        history.put(Samples.at(8_881, 4), "web-05", "hidden", "nobody hears this");
        // The other page is told, so this one could have been too.
        var other = page.context().newPage();
        other.navigate(home.resolve("/deployments/412?step=hidden").toString());
        other.locator("#conn", with("Live")).waitFor();
        history.put(Samples.at(8_882, 4), "web-05", "hidden", "nor this");
        other.locator("#term", with("nor this")).waitFor();
        assertThat(page.locator("#term").innerText()).doesNotContain("nor this");
    }

    @Test
    void title_and_icon_tell_how_far_it_is() {
        var page = watching("/deployments/412?step=far");
        PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("^\\(3/6\\) .*shop-production.*"));
        icon(page, "run");
        history.put(Samples.moved(412, 5), "web-05", "far", "on");
        PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("^\\(5/6\\) .*"));
        history.put(Samples.asking(412), "web-04", "far", "503");
        icon(page, "fail");
        history.put(Samples.ended(412), "web-06", "far", "all done");
        PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("^Succeeded: .*"));
        icon(page, "ok");
        for (var tone : List.of("run", "fail", "ok", "warn", "hold")) {
            var answer = page.request()
                    .get(home.resolve("/assets/favicon-" + tone + ".svg").toString());
            assertThat(answer.status()).as(tone).isEqualTo(200);
        }
    }

    @Test
    void nothing_moves_for_whoever_wants_no_motion() {
        var running = "[...document.querySelectorAll('*')].filter(e => e.getAnimations().length > 0).length";
        var moving = open(new Browser.NewContextOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
        moving.navigate(home.resolve("/deployments/412").toString());
        assertThat((Integer) moving.evaluate(running)).isPositive();
        close();
        var still = open(new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
        still.navigate(home.resolve("/deployments/412").toString());
        assertThat((Integer) still.evaluate(running)).isZero();
    }

    @Test
    void keys_do_what_the_page_of_keys_says() {
        var page = watching("/deployments/412");
        page.keyboard().press("f");
        assertThat(page.locator("#follow").isChecked()).isFalse();
        page.keyboard().press("f");
        assertThat(page.locator("#follow").isChecked()).isTrue();
        page.navigate(home.resolve("/deployments/411").toString());
        page.keyboard().press("e");
        var first = page.locator("[data-here]").evaluate("e => e.outerHTML");
        page.keyboard().press("e");
        assertThat(page.locator("[data-here]").evaluate("e => e.outerHTML")).isNotEqualTo(first);
        page.keyboard().press("?");
        page.waitForURL("**/shortcuts");

        page.navigate(home.resolve("/deployments").toString());
        page.keyboard().press("j");
        page.keyboard().press("j");
        assertThat(focused(page)).isEqualTo(row(page, 1));
        page.keyboard().press("k");
        assertThat(focused(page)).isEqualTo(row(page, 0));

        page.navigate(home.resolve("/fleets/shop-production").toString());
        page.keyboard().press("r");
        page.waitForURL("**/rollback**");
        // Not while somebody writes, and not with a modifier.
        page.locator("#reason").focus();
        page.keyboard().press("d");
        assertThat(page.locator("#reason").inputValue()).isEqualTo("d");
        page.locator("h1").click();
        page.keyboard().press("Control+f");
        assertThat(page.url()).contains("/rollback");
    }

    @Test
    void each_state_has_an_edge_in_forced_colours() throws Exception {
        var page = open(new Browser.NewContextOptions().setForcedColors(ForcedColors.ACTIVE));
        for (var path : List.of("/", "/deployments/411", "/deployments/412", "/deployments", "/wall")) {
            page.navigate(home.resolve(path).toString());
            Chromium.shoot(page, "forced" + path.replace('/', '-'));
            var bare = page.evaluate("[...document.querySelectorAll('.chip, .cell:not(:empty), .hull i')]"
                    + ".filter(e => getComputedStyle(e).borderTopWidth === '0px').length");
            assertThat((Integer) bare).as(path).isZero();
        }
    }

    private static String focused(Page page) {
        return String.valueOf(page.evaluate("document.activeElement.closest('tr')?.innerText"));
    }

    private static String row(Page page, int number) {
        return page.locator("main tbody tr:has(a)").nth(number).innerText();
    }

    private static void icon(Page page, String tone) {
        page.locator("link[rel=icon][href='/assets/favicon-" + tone + ".svg']")
                .waitFor(new com.microsoft.playwright.Locator.WaitForOptions()
                        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
    }

    private static Page.LocatorOptions with(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private static List<String> made(Page page) {
        return ((List<?>) page.evaluate("window.made"))
                .stream().map(String::valueOf).toList();
    }

    /** A page that is live, in a browser that may notify. */
    private Page watching(String path) {
        var page = open(new Browser.NewContextOptions().setPermissions(List.of("notifications")));
        page.addInitScript(COUNTED);
        page.navigate(home.resolve(path).toString());
        page.locator("#conn", with("Live")).waitFor();
        return page;
    }

    private Page open(Browser.NewContextOptions options) {
        var started = Chromium.start();
        chromium = started;
        return started.open(options);
    }

    private List<String> complaints() {
        return chromium == null ? List.of() : chromium.complaints();
    }
}
