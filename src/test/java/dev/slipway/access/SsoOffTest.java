package dev.slipway.access;

import static dev.slipway.access.Visitors.browser;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Without settings there is no single sign-on: no button, and no address that does anything. */
@QuarkusTest
@TestProfile(ClosedProfile.class)
class SsoOffTest {
    @Inject
    Visitors visitors;

    @Test
    void there_is_no_button_and_no_way() {
        assertThat(browser().get("/login").asString()).doesNotContain("/sso");
        for (var path : new String[] {"/sign-in/sso", "/sign-in/sso/callback?state=x&code=y", "/welcome/x/sso"}) {
            assertThat(browser().get(path).statusCode()).as(path).isEqualTo(404);
        }
        var session = Visitors.signIn(visitors.person(Grant.everywhere(Role.VIEWER)));
        assertThat(Visitors.with(session).get("/sign-in/sso/again").statusCode())
                .isEqualTo(404);
        assertThat(Visitors.with(session).get("/confirm").asString()).doesNotContain("/sso");
    }
}
