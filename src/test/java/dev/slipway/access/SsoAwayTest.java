package dev.slipway.access;

import static dev.slipway.access.Visitors.browser;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A provider that is down.
 *
 * <p>Goal: Slipway starts, people with a password come in, and the others read what to do. Method: nobody listens at
 * the provider's address when the application starts; then somebody who hangs, somebody who talks nonsense, and at last
 * the provider.
 */
@QuarkusTest
@TestProfile(SsoAwayTest.Alone.class)
class SsoAwayTest {
    /** As the others, in an application of its own, which has never reached the provider. */
    public static final class Alone extends SsoProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("slipway.sso.strangers", "admit");
            return settings;
        }
    }

    @Inject
    Visitors visitors;

    @Test
    void slipway_goes_on_without_the_provider_and_finds_it_when_it_comes() throws Exception {
        assertThat(browser().get("/q/health").statusCode()).isEqualTo(200);
        assertThat(browser().get("/login").asString()).contains("Sign in with " + SsoProfile.NAME);
        away();
        var name = visitors.person(Grant.everywhere(Role.VIEWER));
        assertThat(Visitors.with(Visitors.signIn(name)).get("/").statusCode()).isEqualTo(200);

        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), SsoProfile.providerPort());
        var nonsense = HttpServer.create(address, 0);
        nonsense.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write("<html>".repeat(1 << 20).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.close();
        });
        nonsense.start();
        try {
            away();
        } finally {
            nonsense.stop(0);
        }

        try (var _ = new ServerSocket(SsoProfile.providerPort(), 10, InetAddress.getLoopbackAddress())) {
            away();
        }

        try (var issuer = OidcIssuer.at(SsoProfile.providerPort())) {
            issuer.person(OidcIssuer.newSubject(), "late", "ops");
            assertThat(SsoTrip.there().back().statusCode()).isEqualTo(303);

            // Strangers are admitted here, and see nothing until an administrator gives them a role.
            issuer.person(OidcIssuer.newSubject(), "stranger");
            var session = SsoTrip.signIn();
            assertThat(Visitors.with(session).get("/people").statusCode()).isEqualTo(403);
            assertThat(visitors.people()
                            .find("stranger")
                            .orElseThrow()
                            .everything()
                            .list())
                    .isEmpty();
        }

        // It is known where it was, so people are sent there; what they bring cannot be redeemed.
        SsoTrip trip;
        try (var issuer = OidcIssuer.at(SsoProfile.providerPort())) {
            issuer.person(OidcIssuer.newSubject(), "later", "ops");
            trip = SsoTrip.there();
        }
        var answer = trip.back();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.asString()).contains("The provider does not answer");
    }

    private static void away() {
        var answer = browser().get("/sign-in/sso");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(503);
        assertThat(answer.asString())
                .contains("The provider does not answer", "a password here")
                .doesNotContain("Exception");
    }
}
