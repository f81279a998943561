package dev.slipway.api;

import dev.slipway.access.Role;
import io.quarkus.qute.Engine;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Refusals in the form that the caller understands: a problem for programs, a page for people. */
@Singleton
class Refusals {
    private final Engine templates;

    Refusals(Engine templates) {
        this.templates = templates;
    }

    static boolean forPrograms(UriInfo uri) {
        var path = uri.getPath();
        return path.startsWith("/api/") || path.equals("/api") || path.startsWith("/hooks/");
    }

    Response signIn(ContainerRequestContext request) {
        if (forPrograms(request.getUriInfo()) || !navigates(request)) {
            return Problem.of(401, "unauthorized", "Sign in first", "The session has ended, or there was none.")
                    .response();
        }
        return redirect("/login", next(request));
    }

    Response proveAgain(ContainerRequestContext request) {
        return forPrograms(request.getUriInfo())
                ? Problem.of(
                                403,
                                "prove-again",
                                "Show again who you are",
                                "This needs a password or code from the last minutes: open /confirm in this browser,"
                                        + " or use an API token.")
                        .response()
                : redirect("/confirm", next(request));
    }

    Response secondFactor(ContainerRequestContext request) {
        var problem = Problem.of(
                403,
                "second-factor",
                "A second factor is needed",
                "This Slipway lets people do more than look only with a second factor; set one up at /account."
                        + " For single sign-on it is the provider that asks for one.");
        return forPrograms(request.getUriInfo())
                ? problem.response()
                : page(403, problem.title(), problem.detail(), "/account");
    }

    Response notAPerson(ContainerRequestContext request) {
        var problem = Problem.of(
                403,
                "person-needed",
                "A person must do this",
                "Approving takes somebody who signed in: a token is no second pair of eyes, whatever its role, and where"
                        + " Slipway is open to all nobody is known.");
        return forPrograms(request.getUriInfo())
                ? problem.response()
                : page(403, problem.title(), problem.detail(), "/login");
    }

    Response missing(ContainerRequestContext request, Role role) {
        var fleet = request.getUriInfo().getPathParameters().getFirst("fleet");
        var problem = Problem.missing(role, fleet == null ? "what this is about" : fleet);
        return forPrograms(request.getUriInfo())
                ? problem.response()
                : page(403, problem.title(), problem.detail(), "/");
    }

    /** The same for what does not exist and for what one may not see. */
    Response hidden(ContainerRequestContext request) {
        var parameters = request.getUriInfo().getPathParameters();
        var what = parameters.entrySet().stream()
                .filter(one -> one.getKey().equals("fleet")
                        || one.getKey().equals("number")
                        || one.getKey().equals("application"))
                .findFirst()
                .map(one -> (one.getKey().equals("number") ? "deployment" : one.getKey()) + " "
                        + one.getValue().getFirst())
                .orElse("such thing");
        return forPrograms(request.getUriInfo())
                ? Problem.notFound("There is no " + what + ", or you may not see it.")
                        .response()
                : page(404, "There is no " + what, "Or you may not see it. Choose from the list instead.", "/");
    }

    Response undecided(ContainerRequestContext request) {
        return forPrograms(request.getUriInfo())
                ? Problem.of(403, "undecided", "Refused", "It was never decided who may call this.")
                        .response()
                : page(403, "Refused", "It was never decided who may open this.", "/");
    }

    Response page(int status, String title, String detail, String back) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE)
                .entity(render(title, detail, back))
                .build();
    }

    String render(String title, String detail, String back) {
        return templates
                .getTemplate("Refusal/refused")
                .data("title", title)
                .data("detail", detail)
                .data("back", back)
                .render();
    }

    /** A person who goes to a page; what pages fetch by themselves is not sent to a form. */
    private static boolean navigates(ContainerRequestContext request) {
        var accept = request.getHeaderString("Accept");
        return request.getHeaderString("HX-Request") == null
                && (accept == null || !accept.contains(MediaType.SERVER_SENT_EVENTS));
    }

    /** Where to go on afterwards: what was asked for, or the page of the form that was sent. */
    private static String next(ContainerRequestContext request) {
        if (request.getMethod().equals("GET")) {
            var uri = request.getUriInfo().getRequestUri();
            return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        }
        return pathOf(request.getHeaderString("Referer"));
    }

    private static String pathOf(@Nullable String referer) {
        try {
            var path = referer == null ? null : URI.create(referer).getRawPath();
            return path == null || path.isEmpty() ? "/" : path;
        } catch (IllegalArgumentException _) {
            return "/";
        }
    }

    private static Response redirect(String page, String next) {
        var query = next.equals("/") ? "" : "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        return Response.seeOther(URI.create(page + query)).build();
    }
}
