package dev.slipway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: every answer, whoever made it, tells browsers what they must not do with it, and tells it once. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class SecurityHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/deployments",
                "/deployments/4711",
                "/nothing/here",
                "/assets/nothing.css",
                "/api/v1/fleets",
                "/api/v1/fleets/nobody",
                "/api/v1/nothing",
                "/api/v1/fleets;x=1",
                "/api/v1/fleets/%00",
                "/q/health/live",
                "/q/health/ready",
                "/q/metrics",
                "/q/openapi",
                "/q/nothing"
            })
    void has_all_headers_once_and_allows_nothing_inline(String path) {
        for (var method : new String[] {"GET", "POST", "OPTIONS", "DELETE"}) {
            var answer =
                    given().urlEncodingEnabled(false).redirects().follow(false).request(method, path);
            var headers = answer.headers();

            for (var name : new String[] {
                "Content-Security-Policy",
                "X-Content-Type-Options",
                "X-Frame-Options",
                "Referrer-Policy",
                "Cross-Origin-Opener-Policy",
                "Cross-Origin-Resource-Policy",
                "Permissions-Policy"
            }) {
                assertThat(headers.getValues(name))
                        .as(method + " " + path + " " + name)
                        .hasSize(1);
            }
            assertThat(headers.getValue("Content-Security-Policy"))
                    .contains("frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe", "*", "data:");
            assertThat(answer.asString()).doesNotContain("\tat ", "Exception", "Quarkus");
            if (path.startsWith("/api/")) {
                assertThat(headers.getValue("Cache-Control")).contains("no-store");
            }
        }
    }

    @Test
    void a_badge_may_be_shown_by_pages_elsewhere_and_nothing_else_may() {
        assertThat(given().get("/badge/nobody.svg").headers().getValues("Cross-Origin-Resource-Policy"))
                .containsExactly("cross-origin");
        assertThat(given().get("/assets/favicon.svg").headers().getValues("Cross-Origin-Resource-Policy"))
                .containsExactly("same-origin");
    }
}
