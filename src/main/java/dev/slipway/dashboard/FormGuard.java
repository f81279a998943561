package dev.slipway.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses forms that another site sent.
 *
 * <p>Two locks: the browser must say that the form came from our own pages, and the form must hold the token of the
 * browser's cookie, which another site can neither read nor set.
 */
@Page
@Provider
@Priority(Priorities.AUTHORIZATION)
class FormGuard implements ContainerRequestFilter {
    static final String COOKIE = "slipway-form";
    static final String FRESH = "slipway.fresh-token";
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}");

    private final Visitor visitor;
    private final SecureRandom random;

    FormGuard(Visitor visitor, SecureRandom random) {
        this.visitor = visitor;
        this.random = random;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        var cookie = request.getCookies().get(COOKIE);
        var person = request.getSecurityContext().getUserPrincipal();
        var name = person == null ? "dashboard" : person.getName();
        if (cookie != null && TOKEN.matcher(cookie.getValue()).matches()) {
            visitor.arrive(cookie.getValue(), name);
        } else {
            var token = newToken();
            request.setProperty(FRESH, token);
            visitor.arrive(token, name);
        }
        if ("POST".equals(request.getMethod()) && !fromOurPages(request)) {
            request.abortWith(Response.status(Response.Status.FORBIDDEN)
                    .type(MediaType.TEXT_HTML_TYPE)
                    .entity(Refusal.foreignForm())
                    .build());
        }
    }

    /** Whether a form's token is the one of this browser. */
    boolean knows(@Nullable String token) {
        return token != null
                && MessageDigest.isEqual(token.getBytes(UTF_8), visitor.token().getBytes(UTF_8));
    }

    private static boolean fromOurPages(ContainerRequestContext request) {
        var site = request.getHeaderString("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        var origin = request.getHeaderString("Origin");
        var host = request.getHeaderString("Host");
        if (origin == null || host == null) {
            return false;
        }
        try {
            return host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private String newToken() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
