package dev.slipway.api;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** One page of a list. */
final class Pages {
    private Pages() {}

    /** With a {@code Link} to the next page where there may be one. */
    static Response answer(List<?> page, int limit, String last, UriInfo uri) {
        var response = Response.ok(page);
        if (page.size() == limit) {
            var next =
                    uri.getRequestUriBuilder().replaceQueryParam("before", last).build();
            // Relative, so that it holds behind a proxy too.
            response.header("Link", "<" + next.getRawPath() + "?" + next.getRawQuery() + ">; rel=\"next\"");
        }
        return response.build();
    }
}
