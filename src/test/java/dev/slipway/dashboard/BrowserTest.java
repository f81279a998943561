package dev.slipway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.WaitUntilState;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The pages in a real Chromium.
 *
 * <p>Goal: nothing is refused by the content policy, a live page moves by itself, and all works with scripts off.
 * Method: the system's own browser, on sample data.
 */
@QuarkusTest
@TestProfile(SampleProfile.class)
class BrowserTest {
    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URI home;

    @Inject
    SampleHistory history;

    @Inject
    SampleActions actions;

    private @Nullable Chromium chromium;

    @BeforeEach
    void forget() {
        history.reset();
        actions.asked().clear();
    }

    @AfterEach
    void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void a_running_deployment_moves_by_itself_without_a_complaint() {
        var page = open(new Browser.NewContextOptions());
        page.navigate(address("/deployments/412"));
        shows(page, "#conn", "Live");
        assertThat(page.locator("#stages").innerText()).contains("3 of 6");

        history.put(Samples.moved(412, 5), "web-05", "settle", "back <i>in</i> rotation");
        shows(page, "#stages", "5 of 6");
        shows(page, "#term", "back <i>in</i> rotation");
        PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("^\\(5/6\\).*"));

        history.put(Samples.moved(412, 5), "web-05", "settle", "settled");
        shows(page, "#term", "settled");
        assertThat(page.locator("#term .blk .ln").count()).isEqualTo(9);

        history.put(Samples.ended(412), "web-06", "settle", "all done");
        shows(page, "#conn", "Ended");
        assertThat(page.locator("#head").innerText()).contains("Succeeded");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void a_page_goes_live_also_when_the_script_for_that_comes_late() {
        var page = open(new Browser.NewContextOptions());
        var late = new AtomicReference<Route>();
        page.route("**/hx-sse.min.js", late::set);
        page.navigate(address("/deployments/412"), new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
        // The browser gets its time to do what it does without that script.
        for (var turn = 0; turn < 100; turn++) {
            page.evaluate("document.readyState");
        }
        late.get().resume();
        shows(page, "#conn", "Live");
    }

    @Test
    void buttons_follow_the_state_of_what_is_watched() {
        var page = open(new Browser.NewContextOptions());
        page.navigate(address("/deployments/412"));
        shows(page, "#acts", "Pause after this wave");
        history.put(Samples.asking(412), "web-04", "health", "503");
        shows(page, "#asks", "Retry web-04");
        shows(page, "#held", "so Slipway stopped");
        assertThat(page.locator("#acts button").count()).isZero();
        assertThat(page.locator("link[rel=icon]").getAttribute("href")).endsWith("favicon-fail.svg");
        page.locator("#asks button[value=skip]").click();
        page.waitForLoadState();
        assertThat(actions.asked()).containsExactly("skip 412 q-7 web-04 by dashboard");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void a_line_a_range_and_a_line_of_long_ago_have_addresses() {
        for (var line = 8; line <= 6_000; line++) {
            history.say("web-05", "run: warm cache", "warming " + line);
        }
        var page = open(new Browser.NewContextOptions());
        page.navigate(address("/deployments/412/log#L5990-L5992"));
        shows(page, "#L5991.hit", "warming 5991");
        assertThat(page.locator(".hit").count()).isEqualTo(3);

        page.locator("#L5995 a.no").click();
        page.locator("#L5997 a.no")
                .click(new com.microsoft.playwright.Locator.ClickOptions()
                        .setModifiers(List.of(com.microsoft.playwright.options.KeyboardModifier.SHIFT)));
        assertThat(page.url()).endsWith("#L5995-L5997");

        page.navigate(address("/deployments/412/log"));
        page.locator("#older").click();
        page.locator("#L2001").waitFor();
        page.navigate(address("/deployments/412#L10"));
        shows(page, "#L10.hit", "warming 10");
        assertThat(page.url()).contains("/deployments/412/log?").contains("at=10");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void single_keys_work_and_can_be_switched_off() {
        var page = open(new Browser.NewContextOptions());
        page.navigate(address("/fleets/shop-production"));
        page.keyboard().press("/");
        assertThat(page.locator("#q").evaluate("e => e === document.activeElement"))
                .isEqualTo(true);
        page.keyboard().type("d");
        assertThat(page.locator("#q").inputValue()).isEqualTo("d");
        page.locator("h1").click();
        page.keyboard().press("d");
        page.waitForURL("**/deploy");

        page.navigate(address("/shortcuts"));
        page.locator("#keys").uncheck();
        page.navigate(address("/fleets/shop-production"));
        page.keyboard().press("/");
        assertThat(page.locator("#q").evaluate("e => e === document.activeElement"))
                .isEqualTo(false);
        assertThat(complaints()).isEmpty();
    }

    @Test
    void whoever_reads_older_lines_stays_there_while_new_ones_come() {
        for (var line = 8; line <= 400; line++) {
            history.say("web-05", "run: warm cache", "warming " + line);
        }
        var page = open(new Browser.NewContextOptions());
        page.navigate(address("/deployments/412"));
        shows(page, "#conn", "Live");
        page.locator("#term").evaluate("e => { e.scrollTop = 2000 }");
        page.locator("#follow:not(:checked)").waitFor();
        history.put(Samples.moved(412, 4), "web-05", "settle", "something new");
        page.locator("#L401").waitFor();
        assertThat(((Number) page.locator("#term").evaluate("e => e.scrollTop")).intValue())
                .isEqualTo(2000);
    }

    @Test
    void no_page_makes_the_browser_complain() {
        var page = open(new Browser.NewContextOptions());
        for (var path : List.of("/", "/fleets/shop-production", "/deployments", "/deployments/411", "/releases")) {
            page.navigate(address(path));
            page.locator("#theme").click();
        }
        assertThat(page.locator("html").getAttribute("data-theme")).isNotNull();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void everything_works_with_scripts_off() {
        var page = open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.navigate(address("/deployments/411"));
        page.locator("#asks button[value=retry]").click();
        assertThat(page.url()).endsWith("/deployments/411");

        page.navigate(address("/fleets/shop-production"));
        page.locator("#release").selectOption("2.14.1");
        page.locator("#deploy button").click();
        assertThat(page.url()).endsWith("/deployments/412");

        page.navigate(address("/fleets/shop-production/releases"));
        page.locator("main a.btn.d").click();
        page.locator("input[name=known]").check();
        page.locator("form button").click();
        assertThat(actions.asked())
                .containsExactly(
                        "retry 411 q-7 web-04 by dashboard",
                        "deploy shop-production 2.14.1 because null by dashboard",
                        "roll back shop-production 2.13.0 because null by dashboard");
    }

    /** Waits for a text; the content policy forbids waiting by an expression. */
    private static void shows(Page page, String element, String text) {
        page.locator(element, new Page.LocatorOptions().setHasText(text)).waitFor();
    }

    private Page open(Browser.NewContextOptions options) {
        var started = Chromium.start();
        chromium = started;
        return started.open(options);
    }

    private List<String> complaints() {
        return chromium == null ? List.of() : chromium.complaints();
    }

    private String address(String path) {
        return home.resolve(path).toString();
    }
}
