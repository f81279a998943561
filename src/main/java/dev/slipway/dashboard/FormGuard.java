package dev.slipway.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.access.SessionCookie;
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
 * session, or before there is one of the browser's cookie, which another site can neither read nor set.
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
        var session = request.getCookies().get(SessionCookie.NAME);
        if (session != null && !visitor.person().isEmpty()) {
            // Of this session alone: nothing that another site may have planted as a cookie can be its token.
            visitor.arrive(SessionCookie.formToken(session.getValue()));
        } else if (cookie != null && TOKEN.matcher(cookie.getValue()).matches()) {
            visitor.arrive(cookie.getValue());
        } else {
            var token = newToken();
            request.setProperty(FRESH, token);
            visitor.arrive(token);
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
