package dev.slipway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
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
