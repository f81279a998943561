package dev.slipway.dashboard;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.ext.Provider;

/** Headers that pages have besides those of every answer: nothing from elsewhere, nothing inline, nothing kept. */
@Page
@Provider
class PageHeaders implements ContainerResponseFilter {
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        var headers = response.getHeaders();
        headers.putSingle("Content-Security-Policy", POLICY);
        headers.putSingle("Cache-Control", "no-store");
        if (request.getProperty(FormGuard.FRESH) instanceof String token) {
            headers.add(
                    "Set-Cookie",
                    new NewCookie.Builder(FormGuard.COOKIE)
                            .value(token)
                            .path("/")
                            .httpOnly(true)
                            .sameSite(NewCookie.SameSite.LAX)
                            .build());
        }
    }
}
