package dev.slipway.api;

import dev.slipway.fleet.PublicUrl;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What every answer tells a browser, also one that was refused or that no resource made. Who needs something else for
 * an answer of its own, as the pages do, has set it by then.
 */
@ApplicationScoped
class SecurityHeaders {
    private static final int BEFORE_THE_DOOR = 2000;
    private static final long YEAR_SECONDS = 31_536_000;
    private final Map<String, String> all = new LinkedHashMap<>(Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY", // for what does not know frame-ancestors
            "Referrer-Policy", "same-origin", // "no-referrer" makes the Origin of our own forms "null"
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"));

    SecurityHeaders(PublicUrl url) {
        url.configured()
                .filter(here -> "https".equals(here.getScheme()))
                .ifPresent(_ -> all.put("Strict-Transport-Security", "max-age=" + YEAR_SECONDS));
    }

    void open(@Observes Filters filters) {
        filters.register(this::pass, BEFORE_THE_DOOR);
    }

    private void pass(RoutingContext context) {
        var api = context.normalizedPath().startsWith("/api/");
        context.addHeadersEndHandler(end -> complete(context.response().headers(), api));
        context.next();
    }

    private void complete(MultiMap headers, boolean api) {
        all.forEach((name, value) -> {
            if (!headers.contains(name)) {
                headers.set(name, value);
            }
        });
        if (api && !headers.contains("Cache-Control")) {
            headers.set("Cache-Control", "no-store");
        }
    }
}
