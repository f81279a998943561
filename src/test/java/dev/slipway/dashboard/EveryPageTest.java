package dev.slipway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import dev.slipway.access.Grant;
import dev.slipway.access.Grants;
import dev.slipway.access.People;
import dev.slipway.access.Role;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.Sql;
import dev.slipway.trigger.Hooks;
import dev.slipway.trigger.Payloads;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: no page, in none of its states, keeps anybody out: not by colours, not by a narrow screen, not without scripts.
 *
 * <p>Method: the system's Chromium goes through all of them on sample data, in both themes and three widths; axe-core
 * judges each, in one theme at each width (in both every night). {@code -Dslipway.shots=folder} keeps pictures.
 */
@QuarkusTest
@TestProfile(SampleProfile.class)
class EveryPageTest {
    private static final Map<String, String> PAGES = pages();

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URI home;

    @Inject
    SampleHistory history;

    @Inject
    SampleActions actions;

    @Inject
    People people;

    @Inject
    Fleets fleets;

    @Inject
    SampleNotices notices;

    @Inject
    Sql sql;

    @BeforeEach
    void forget() throws SQLException {
        history.reset();
        notices.tell();
    }

    @BeforeEach
    void webhooks() throws SQLException {
        fleets.put("quiet", Hooks.document("quiet", 1, ""), "test");
        var rules =
                "triggers: {schedule: {cron: \"0 3 * * *\", zone: Europe/Berlin}, github: [{on: push, repository: acme/shop, branch: [main, \"release/**\"], release: {from: git}},"
                        + " {on: release, repository: acme/shop, release: {from: release-asset, asset: \"shop-*.zip\"}}]}";
        fleets.put("hooked", Hooks.document("hooked", 1, rules), "test");
        sql.<Integer, RuntimeException>transaction(c -> Sql.update(c, """
                insert into schedule_firing (fleet, rule, at, state, verdict, deployment) values
                    ('hooked', '0 3 * * * Europe/Berlin', now() - interval '1 day', 'deployed', 'release 2.14.0, deployment #410', 410),
                    ('hooked', '0 3 * * * Europe/Berlin', now(), 'nothing', 'the newest release 2.14.0 is live', null)"""));
        var hooks = new Hooks("hooked").known();
        hooks.outcome(hooks.deliver("ping", Payloads.ping()));
        hooks.outcome(hooks.deliver("push", Payloads.with(Payloads.push(), "ref", "\"refs/heads/dev\"")));
        hooks.outcome(hooks.deliver("release", Payloads.release()));
        hooks.send("ping", new byte[0], "application/json", "a secret from elsewhere", "x");
    }

    @AfterEach
    void without_fleets() {
        fleets.remove("hooked", "test");
        fleets.remove("quiet", "test");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void has_no_fault_that_axe_finds(ColorScheme scheme) throws Exception {
        var axe = Chromium.axe();
        var faults = new ArrayList<String>();
        try (var chromium = Chromium.start()) {
            for (var width : Chromium.widths(scheme)) {
                var page = chromium.open(new Browser.NewContextOptions()
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setViewportSize(width, 1000));
                for (var entry : PAGES.entrySet()) {
                    page.navigate(address(entry.getValue()));
                    var name = entry.getKey() + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
                    for (var fault : Chromium.faults(page, axe)) {
                        faults.add(name + ": " + fault);
                    }
                    if (sideways(page) > width) {
                        faults.add(name + " scrolls sideways, " + sideways(page));
                    }
                    Chromium.shoot(page, name);
                }
            }
            assertThat(faults).isEmpty();
            assertThat(complaints(chromium)).isEmpty();
            assertThat(chromium.requests()).allSatisfy(request -> assertThat(request)
                    .startsWith(home.toString().replaceFirst("/$", "")));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void has_no_fault_for_who_may_approve_either(ColorScheme scheme) throws Exception {
        var axe = Chromium.axe();
        var faults = new ArrayList<String>();
        try (var chromium = Chromium.start()) {
            for (var width : List.of(Chromium.widths(scheme).getFirst(), 320)) {
                var page = chromium.open(new Browser.NewContextOptions()
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setJavaScriptEnabled(width != 320)
                        .setViewportSize(width, 1000));
                comeInAsLena(page);
                for (var name : List.of(
                        "approvals",
                        "waiting-approval",
                        "waiting-approval-own",
                        "queued-window",
                        "fleet",
                        "notifications")) {
                    page.navigate(address(PAGES.getOrDefault(name, "/")));
                    var shot = "approver-" + name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
                    if (width != 320) {
                        Chromium.faults(page, axe).forEach(fault -> faults.add(shot + ": " + fault));
                    }
                    if (sideways(page) > width) {
                        faults.add(shot + " scrolls sideways, " + sideways(page));
                    }
                    Chromium.shoot(page, shot);
                }
                page.navigate(address("/approvals"));
                assertThat(page.locator("form[action$='/approve']").count())
                        .as("not her own")
                        .isEqualTo(1);
                page.locator("textarea[name=reason]").fill("Fine");
                page.locator("form[action$='/approve'] .btn.p").click();
                assertThat(page.url()).endsWith("/deployments/415");
            }
            assertThat(faults).isEmpty();
            assertThat(complaints(chromium)).isEmpty();
            assertThat(actions.asked()).contains("approve 415 5ec7e37a9b1f because Fine by lena");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void has_no_fault_where_servers_are_read_from_an_inventory(ColorScheme scheme) throws Exception {
        var axe = Chromium.axe();
        var faults = new ArrayList<String>();
        try (var chromium = Chromium.start()) {
            for (var width : Chromium.widths(scheme)) {
                var page = chromium.open(new Browser.NewContextOptions()
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setViewportSize(width, 1000));
                page.navigate(address("/setup/servers"));
                page.locator("summary", new Page.LocatorOptions().setHasText("Ansible"))
                        .click();
                for (var text :
                        List.of("[web]\na b", "[web]\nweb-[1:3] ansible_user=www\nx ansible_host=\"{{ y }}\"")) {
                    page.locator("#inventory").fill(text);
                    page.locator("form[action$='/from'] button").click();
                    var shot =
                            "setup-read-" + text.length() + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
                    Chromium.faults(page, axe).forEach(fault -> faults.add(shot + ": " + fault));
                    if (sideways(page) > width) {
                        faults.add(shot + " scrolls sideways, " + sideways(page));
                    }
                    Chromium.shoot(page, shot);
                }
                assertThat(page.locator("#servers").inputValue()).isEqualTo("web-1 web-1\nweb-2 web-2\nweb-3 web-3");
            }
            assertThat(faults).isEmpty();
            assertThat(complaints(chromium)).isEmpty();
        }
    }

    private void comeInAsLena(Page page) {
        var roles = new Grants(List.of(Grant.everywhere(Role.APPROVER)));
        var link = people.find("lena").isPresent()
                ? ((People.Outcome.Invited) people.reset("lena", "test")).link()
                : ((People.Outcome.Invited) people.invite("lena", roles, "test")).link();
        page.navigate(address("/welcome/" + link.reference().reveal()));
        for (var field : List.of("#password", "#again")) {
            page.locator(field).fill("gravel lantern umbrella seventeen");
        }
        page.locator("main form button").click();
    }

    @Test
    void fits_the_narrowest_screen_with_and_without_scripts() throws Exception {
        var wide = new ArrayList<String>();
        try (var chromium = Chromium.start()) {
            for (var scripts : List.of(true, false)) {
                var page = chromium.open(new Browser.NewContextOptions()
                        .setJavaScriptEnabled(scripts)
                        .setViewportSize(320, 800));
                for (var entry : PAGES.entrySet()) {
                    page.navigate(address(entry.getValue()));
                    if (sideways(page) > 320) {
                        wide.add(entry.getKey() + ": " + sideways(page));
                    }
                    assertThat(page.locator("h1").count()).as(entry.getKey()).isPositive();
                }
            }
            assertThat(wide).isEmpty();
            assertThat(complaints(chromium)).isEmpty();
        }
    }

    @Test
    void keeps_its_states_apart_in_forced_colours() throws Exception {
        try (var chromium = Chromium.start()) {
            var page = chromium.open(new Browser.NewContextOptions().setForcedColors(ForcedColors.ACTIVE));
            page.navigate(address("/deployments/411"));
            var border = page.locator(".hull i").first().evaluate("e => getComputedStyle(e).borderTopWidth");
            assertThat(border).isEqualTo("1px");
            Chromium.shoot(page, "held-forced");
        }
    }

    /** All but that of the page which is not there. */
    private static List<String> complaints(Chromium chromium) {
        return chromium.complaints().stream()
                .filter(complaint -> !complaint.contains("/deployments/99999: Failed to load resource"))
                .toList();
    }

    /** The page's own width; without scripts it is asked through the devices' view of the document. */
    private static int sideways(Page page) {
        return (Integer) page.evaluate("document.documentElement.scrollWidth");
    }

    private String address(String path) {
        return home.resolve(path).toString();
    }

    private static Map<String, String> pages() {
        var pages = new LinkedHashMap<String, String>();
        pages.put("fleets", "/");
        pages.put("fleet", "/fleets/shop-production");
        pages.put("fleet-trouble", "/fleets/search-production");
        pages.put("fleet-on-hold", "/fleets/shop-staging");
        pages.put("deploy", "/fleets/shop-production/deploy");
        pages.put("deploy-on-hold", "/fleets/shop-staging/deploy");
        pages.put("deploy-irreversible", "/fleets/shop-production/deploy?release=2.13.1");
        pages.put("deploy-refused", "/fleets/search-production/deploy");
        pages.put("compare", "/fleets/shop-production/compare?from=2.13.0&to=2.14.0");
        pages.put("compare-back", "/fleets/shop-production/compare?from=2.14.0&to=2.13.0");
        pages.put("compare-same", "/fleets/shop-production/compare?from=2.14.0&to=2.14.0");
        pages.put("badge", "/fleets/shop-production/badge");
        pages.put("check", "/fleets/shop-production/check");
        pages.put("deployments", "/deployments");
        pages.put("deployments-none", "/deployments?person=nobody");
        pages.put("deployments-live", "/deployments?status=live");
        pages.put("running", "/deployments/412");
        pages.put("running-server", "/deployments/412?server=web-04");
        pages.put("held", "/deployments/411");
        pages.put("succeeded", "/deployments/410");
        pages.put("rolled-back", "/deployments/409");
        pages.put("migration-unknown", "/deployments/408");
        pages.put("queued", "/deployments/414");
        pages.put("queued-window", "/deployments/402");
        pages.put("queued-time", "/deployments/401");
        pages.put("failed", "/deployments/406");
        pages.put("cancelled", "/deployments/405");
        pages.put("taken-over", "/deployments/404");
        pages.put("approvals", "/approvals");
        pages.put("waiting-approval", "/deployments/415");
        pages.put("waiting-approval-own", "/deployments/416");
        pages.put("approval-ran-out", "/deployments/403");
        pages.put("log", "/deployments/412/log");
        pages.put("log-find", "/deployments/412/log?find=503");
        pages.put("log-nothing", "/deployments/412/log?find=zebra");
        pages.put("shelves", "/releases");
        pages.put("releases", "/fleets/shop-production/releases");
        pages.put("rollback", "/fleets/shop-production/rollback?to=2.13.0");
        pages.put("servers", "/servers");
        pages.put("servers-none", "/servers?place=draining");
        pages.put("server", "/servers/srch-03");
        pages.put("server-taken-out", "/servers/srch-05");
        pages.put("balancers", "/balancers");
        pages.put("balancer", "/balancers/edge");
        pages.put("insights", "/insights");
        pages.put("insights-none", "/insights?fleet=search-production");
        pages.put("search", "/search?q=web");
        pages.put("search-none", "/search?q=zebra");
        pages.put("applications", "/applications");
        pages.put("application", "/applications/shop");
        pages.put("settings", "/settings");
        pages.put("about", "/settings/about");
        pages.put("notifications", "/settings/notifications");
        pages.put("notifications-done", "/settings/notifications?done=test");
        pages.put("keys", "/keys");
        pages.put("webhooks", "/settings/webhooks?fleet=hooked");
        pages.put("webhooks-first", "/settings/webhooks?fleet=quiet");
        pages.put("webhooks-remove", "/settings/webhooks/hooked/secret/remove");
        pages.put("shortcuts", "/shortcuts");
        pages.put("wall", "/wall");
        for (var step : SetupPage.ORDER) {
            pages.put("setup-" + step, "/setup/" + step);
        }
        pages.put("not-there", "/deployments/99999");
        return pages;
    }
}
