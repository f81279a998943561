package dev.slipway.api;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/** Where {@code slipway.bootstrap-token} is set, every call of the API must present it. */
@Singleton
final class BootstrapToken {
    private static final int SHORTEST = 32;
    private static final String BEARER = "Bearer ";

    private final Optional<String> token;
    private final Caller caller;

    BootstrapToken(@ConfigProperty(name = "slipway.bootstrap-token") Optional<String> token, Caller caller) {
        this.token = token;
        this.caller = caller;
    }

    void onStart(@Observes StartupEvent event) {
        if (token.isPresent() && token.get().length() < SHORTEST) {
            throw new PreventFurtherStepsException(
                    "Slipway does not start: slipway.bootstrap-token is shorter than " + SHORTEST
                            + " characters. Make one with: openssl rand -hex 32",
                    1);
        }
    }

    /** By the resource's own path and not by the request's, which can be written in many ways. */
    @ServerRequestFilter
    @Nullable Response filter(SimpleResourceInfo resource, ContainerRequestContext request) {
        Path path = resource.getResourceClass().getAnnotation(Path.class);
        if (token.isEmpty() || path == null || !path.value().startsWith("/api/")) {
            return null;
        }
        String header = Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .orElse("");
        if (header.startsWith(BEARER) && same(header.substring(BEARER.length()), token.get())) {
            caller.is("token:bootstrap");
            return null;
        }
        Problem problem = Problem.of(401, "unauthorized", "Send a valid token: Authorization: Bearer <token>.");
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static boolean same(String presented, String expected) {
        return MessageDigest.isEqual(
                presented.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
