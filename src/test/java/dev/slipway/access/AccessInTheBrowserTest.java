package dev.slipway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.slipway.dashboard.Chromium;
import dev.slipway.fleet.Fleets;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * People come in with a real Chromium, scripts on and off, at both names of the loopback.
 *
 * <p>{@code -Dslipway.shots=folder} keeps pictures of the pages to look at.
 */
@QuarkusTest
@TestProfile(ClosedProfile.class)
class AccessInTheBrowserTest {
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
    Visitors visitors;

    @Inject
    Fleets fleets;

    @Inject
    InstantSource clock;

    private final List<String> complaints = new ArrayList<>();
    private @Nullable Playwright playwright;

    @AfterEach
    void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @Test
    void chromium_keeps_the_secure_cookie_on_both_names_of_the_loopback() {
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        for (var host : List.of("localhost", "127.0.0.1")) {
            var page = open(new Browser.NewContextOptions());
            var root = "http://" + host + ":" + home.getPort();
            page.navigate(root + "/deployments");
            assertThat(page.url()).startsWith(root + "/login");
            signIn(page, name);
            assertThat(page.url()).isEqualTo(root + "/deployments");
            assertThat(page.locator(".me").innerText()).contains(name);
            page.locator(".out1 button").click();
            assertThat(page.url()).startsWith(root + "/login");
            page.navigate(root + "/deployments");
            assertThat(page.url()).startsWith(root + "/login");
            close();
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void an_administrator_invites_somebody_who_sets_up_a_second_factor_without_any_script() {
        var admin = open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        admin.navigate(address("/people"));
        signIn(admin, visitors.person(Grant.everywhere(Role.ADMIN)));
        admin.locator("#name").fill("guest");
        admin.locator("#role").selectOption("deployer");
        admin.locator("main form button").last().click();
        var link = admin.locator(".once").innerText();
        assertThat(link).contains("/welcome/");

        var guest = admin.context().browser().newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        var page = guest.newPage();
        page.navigate(link);
        assertThat(page.locator("h1").innerText()).isEqualTo("Welcome, guest");
        page.locator("#password").fill(Visitors.PASSWORD);
        page.locator("#again").fill(Visitors.PASSWORD);
        page.locator("main form button").click();
        assertThat(page.locator(".me").innerText()).contains("guest");

        page.navigate(address("/account"));
        page.locator("form[action='/account/second-factor'] button").click();
        var secret = page.locator(".once").innerText().replace(" ", "");
        page.locator("#code").fill(Totp.code(secret, clock.instant().getEpochSecond() / 30));
        page.locator("main form button").click();
        assertThat(page.locator(".codes li").count()).isEqualTo(10);
        assertThat(visitors.people().find("guest").orElseThrow().secondFactor()).isTrue();
    }

    @Test
    void each_page_has_no_fault_that_axe_finds_in_both_themes_and_never_scrolls_sideways() throws Exception {
        var name = visitors.person(Grant.everywhere(Role.ADMIN), new Grant(Role.DEPLOYER, "shop-production"));
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : Chromium.widths(scheme)) {
                look(name, scheme, width);
            }
        }
        look(name, ColorScheme.LIGHT, 320);
        assertThat(complaints).isEmpty();
    }

    @Test
    void each_role_is_offered_what_it_may_do_and_no_more() {
        fleets.put("offered", """
                fleet: offered
                application: offered
                environment: test
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, key: some-key}
                nodes: [{name: web-1, host: 127.0.0.1, port: 1}]
                """, "test");
        var all = List.of("Deploy", "Check servers", "People", "SSH keys", "Make an Ed25519 pair");
        var offered = Map.of(
                Role.VIEWER, List.<String>of(),
                Role.DEPLOYER, List.of("Deploy", "Check servers"),
                Role.OPERATOR, List.of("Check servers", "SSH keys"),
                Role.ADMIN, all);
        offered.forEach((role, words) -> {
            var page = open(new Browser.NewContextOptions());
            page.navigate(address("/fleets/offered"));
            signIn(page, visitors.person(Grant.everywhere(role)));
            var said = new StringBuilder();
            for (var path : List.of("/fleets/offered", "/settings", "/keys")) {
                page.navigate(address(path));
                for (var control :
                        page.locator("main :is(a.btn, button, .doors b)").allInnerTexts()) {
                    said.append(control.strip()).append('\n');
                }
            }
            for (var word : all) {
                assertThat(said.toString().lines().anyMatch(line -> line.startsWith(word)))
                        .as("%s for %s", word, role)
                        .isEqualTo(words.contains(word));
            }
            close();
        });
    }

    private void look(String name, ColorScheme scheme, int width) throws Exception {
        var page = open(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900));
        page.navigate(address("/login"));
        seen(page, "login", scheme, width);
        signIn(page, name);
        var pages = Map.of(
                "people", "/people",
                "person", "/people/" + name,
                "tokens", "/tokens",
                "audit", "/audit",
                "account", "/account",
                "settings", "/settings",
                "keys", "/keys",
                "confirm", "/confirm?next=/tokens",
                "refused", "/people/nobody-of-this-name");
        for (var entry : pages.entrySet()) {
            page.navigate(address(entry.getValue()));
            seen(page, entry.getKey(), scheme, width);
        }
        page.navigate(address("/tokens"));
        page.locator("#name").fill("ci of shop");
        page.locator("#fleet").selectOption("*");
        page.locator("main aside form button").click();
        seen(page, "token", scheme, width);
        page.navigate(address("/account"));
        page.locator("form[action='/account/second-factor'] button").click();
        seen(page, "enrol", scheme, width);
        page.navigate(address("/people"));
        page.locator("#name").fill("new-" + scheme.name().toLowerCase(Locale.ROOT) + width);
        page.locator("main aside form button").click();
        seen(page, "link", scheme, width);
        page.navigate(page.locator(".once").innerText());
        seen(page, "welcome", scheme, width);
        close();
    }

    private static void seen(Page page, String name, ColorScheme scheme, int width) throws Exception {
        var folder = System.getProperty("slipway.shots");
        if (folder != null) {
            var file = Files.createDirectories(Path.of(folder))
                    .resolve(name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width + ".png");
            page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
        }
        assertThat(Chromium.faults(page, Chromium.axe()))
                .as("%s, %s, %d", name, scheme, width)
                .isEmpty();
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as("%s at %d", name, width)
                .isLessThanOrEqualTo(width);
    }

    private static void signIn(Page page, String name) {
        page.locator("#name").fill(name);
        page.locator("#password").fill(Visitors.PASSWORD);
        page.locator("main form button").click();
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
            // A refused page is told to the console too.
            if ((message.type().equals("error") || message.type().equals("warning"))
                    && !message.text().contains("status of 404")
                    && !message.text().contains("status of 403")) {
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
