package dev.slipway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The pages in a real Chromium.
 *
 * <p>Goal: nothing is refused by the content policy, a live page moves by itself, and all works with scripts off.
 * Method: the system's own browser, on sample data; {@code -Dslipway.shots=folder} keeps pictures to look at.
 */
@QuarkusTest
@TestProfile(SampleProfile.class)
class BrowserTest {
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URI home;

    @Inject
    SampleHistory history;

    @Inject
    SampleActions actions;

    private final List<String> complaints = new ArrayList<>();
    private @Nullable Playwright playwright;

    @BeforeEach
    void forget() {
        history.reset();
        actions.asked().clear();
    }

    @AfterEach
    void close() {
        if (playwright != null) {
            playwright.close();
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
        assertThat(complaints).isEmpty();
    }

    @Test
    void no_page_makes_the_browser_complain() {
        var page = open(new Browser.NewContextOptions());
        for (var path : List.of("/", "/fleets/shop-production", "/deployments", "/deployments/411", "/releases")) {
            page.navigate(address(path));
            page.locator("#theme").click();
        }
        assertThat(page.locator("html").getAttribute("data-theme")).isNotNull();
        assertThat(complaints).isEmpty();
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

    @Test
    void no_page_scrolls_sideways_on_a_phone() throws Exception {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : List.of(1440, 390)) {
                look(scheme, width);
            }
        }
    }

    /** Waits for a text; the content policy forbids waiting by an expression. */
    private static void shows(Page page, String element, String text) {
        page.locator(element, new Page.LocatorOptions().setHasText(text)).waitFor();
    }

    private void look(ColorScheme scheme, int width) throws Exception {
        var page = open(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 1000));
        var pages = Map.of(
                "fleets", "/",
                "fleet", "/fleets/shop-production",
                "deployments", "/deployments",
                "running", "/deployments/412",
                "held", "/deployments/411",
                "releases", "/fleets/shop-production/releases",
                "rollback", "/fleets/shop-production/rollback?to=2.13.0",
                "shelves", "/releases");
        for (var entry : pages.entrySet()) {
            page.navigate(address(entry.getValue()));
            shoot(page, entry.getKey() + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width);
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .as("%s at %d", entry.getKey(), width)
                    .isLessThanOrEqualTo(width);
        }
        close();
        playwright = null;
    }

    private static void shoot(Page page, String name) throws Exception {
        var folder = System.getProperty("slipway.shots");
        if (folder != null) {
            var file = Files.createDirectories(Path.of(folder)).resolve(name + ".png");
            page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
        }
    }

    private Page open(Browser.NewContextOptions options) {
        var started = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        playwright = started;
        var browser = started.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        .setArgs(FLAGS)
                        .setHeadless(true));
        var page = browser.newContext(options).newPage();
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    private static Path chromium() {
        var found = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && !"required".equals(System.getProperty("slipway.real"))) {
            Assumptions.abort("There is no Chromium here");
        }
        return found.orElseThrow(() -> new AssertionError("Chromium is required and missing"));
    }

    private String address(String path) {
        return home.resolve(path).toString();
    }
}
