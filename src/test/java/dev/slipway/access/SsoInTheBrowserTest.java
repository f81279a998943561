package dev.slipway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.slipway.dashboard.Chromium;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Single sign-on with a real Chromium: its cookies, its content policy and its idea of another site are what counts.
 *
 * <p>The provider is at another site than Slipway ({@code 127.0.0.1} and {@code localhost}).
 * {@code -Dslipway.shots=folder} keeps pictures.
 */
@QuarkusTest
@TestProfile(SsoProfile.class)
class SsoInTheBrowserTest {
    @ConfigProperty(name = "slipway.public-url")
    @SuppressWarnings("NullAway.Init")
    URI home;

    @Inject
    People people;

    @Inject
    DataSource database;

    private OidcIssuer issuer;

    @BeforeEach
    void begin() throws IOException, SQLException {
        SsoSql.run(database, "delete from attempt");
        issuer = OidcIssuer.at(SsoProfile.providerPort());
        issuer.askFirst();
    }

    @AfterEach
    void end() {
        issuer.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_person_comes_in_proves_again_who_it_is_and_goes_out(boolean scripts) {
        var name = "mira-" + System.nanoTime();
        issuer.person(OidcIssuer.newSubject(), name, "root");
        try (var chromium = Chromium.start()) {
            var page = chromium.open(new Browser.NewContextOptions().setJavaScriptEnabled(scripts));
            page.navigate(address("/deployments?status=held"));
            assertThat(page.url()).startsWith(address("/login"));
            page.locator("a[href^='/sign-in/sso']").click();
            assertThat(page.url()).startsWith(issuer.address());
            page.locator("#agree").click();
            assertThat(page.url()).isEqualTo(address("/deployments?status=held"));
            assertThat(page.locator(".me").innerText()).contains(name);

            page.navigate(address("/tokens"));
            page.locator("#name").fill("ci of shop");
            page.locator("#fleet").selectOption("*");
            page.locator("main aside form button").click();
            assertThat(page.url()).startsWith(address("/confirm"));
            page.locator("main a[href^='/sign-in/sso/again']").click();
            page.locator("#agree").click();
            assertThat(page.url()).isEqualTo(address("/tokens"));
            page.locator("#name").fill("ci of shop");
            page.locator("#fleet").selectOption("*");
            page.locator("main aside form button").click();
            assertThat(page.locator(".once").innerText()).startsWith("slw_");

            page.locator(".out1 button").click();
            assertThat(page.url()).startsWith(address("/login"));
            page.navigate(address("/deployments"));
            assertThat(page.url()).startsWith(address("/login"));
            assertThat(chromium.complaints())
                    .filteredOn(complaint -> !complaint.startsWith(issuer.address()))
                    .isEmpty();
        }
    }

    @Test
    void the_pages_have_no_fault_that_axe_finds_in_both_themes_and_widths() throws Exception {
        var axe = Chromium.axe();
        var faults = new ArrayList<String>();
        var person = OidcIssuer.newSubject();
        var guest = (People.Outcome.Invited) people.invite("guest" + System.nanoTime(), Grants.NONE, "test");
        var welcome = "/welcome/" + guest.link().reference().reveal();
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : Chromium.widths(scheme)) {
                try (var chromium = Chromium.start()) {
                    var page = chromium.open(new Browser.NewContextOptions()
                            .setColorScheme(scheme)
                            .setViewportSize(width, 900));
                    page.navigate(address("/login"));
                    faults.addAll(look(page, axe, "sso-login", scheme, width));
                    page.navigate(address(welcome));
                    faults.addAll(look(page, axe, "sso-welcome", scheme, width));
                    issuer.person(OidcIssuer.newSubject(), "passer-by");
                    signIn(page);
                    faults.addAll(look(page, axe, "sso-stranger", scheme, width));
                    issuer.person(person, "harriet", "root");
                    signIn(page);
                    for (var path : List.of("/account", "/people", "/people/harriet", "/confirm?next=/tokens")) {
                        page.navigate(address(path));
                        faults.addAll(look(page, axe, "sso" + path.replaceAll("[/?=]+", "-"), scheme, width));
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    private void signIn(Page page) {
        page.navigate(address("/login"));
        page.locator("a[href^='/sign-in/sso']").click();
        page.locator("#agree").click();
    }

    private static List<String> look(Page page, String axe, String what, ColorScheme scheme, int width)
            throws Exception {
        var name = what + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        Chromium.shoot(page, name);
        var faults = new ArrayList<>(Chromium.faults(page, axe).stream()
                .map(fault -> name + ": " + fault)
                .toList());
        var wide = (Integer) page.evaluate("document.documentElement.scrollWidth");
        if (wide > width) {
            faults.add(name + " scrolls sideways, " + wide);
        }
        return faults;
    }

    private String address(String path) {
        return home.resolve(path).toString();
    }
}
