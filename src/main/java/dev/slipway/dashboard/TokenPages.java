package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Grant;
import dev.slipway.access.Needs;
import dev.slipway.access.Role;
import dev.slipway.access.Tokens;
import dev.slipway.access.Tokens.ApiToken;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Tokens of programs. */
@Page
@Path("/tokens")
@Produces(MediaType.TEXT_HTML)
class TokenPages {
    private static final String HERE = "/tokens";
    private static final List<Integer> LIVES = List.of(7, 30, Tokens.USUAL_DAYS, Tokens.LONGEST_DAYS);

    private final Tokens tokens;
    private final History history;
    private final FormGuard guard;
    private final Visitor visitor;
    private final InstantSource clock;

    TokenPages(Tokens tokens, History history, FormGuard guard, Visitor visitor, InstantSource clock) {
        this.tokens = tokens;
        this.history = history;
        this.guard = guard;
        this.visitor = visitor;
        this.clock = clock;
    }

    /** One row of the list. */
    record Row(ApiToken token, Chip chip, boolean alive) {
        static Row of(ApiToken token, Instant now) {
            if (token.revokedAt() != null) {
                return new Row(token, new Chip("Revoked", "idle", "x"), false);
            }
            var until = token.expiresAt();
            return until != null && !now.isBefore(until)
                    ? new Row(token, new Chip("Expired", "warn", "clock"), false)
                    : new Row(token, new Chip("Valid", "ok", "check"), true);
        }
    }

    /** The list with its form. */
    record All(
            List<Row> rows, List<Role> roles, List<String> fleets, List<Integer> lives, String token, String trouble) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance tokens(All page);

        static native TemplateInstance made(ApiToken made, String text);
    }

    @GET
    @Needs(Act.SEE_TOKENS)
    public Response list() {
        return all(200, "");
    }

    private Response all(int status, String trouble) {
        var now = clock.instant();
        var page = new All(
                tokens.list().stream().map(token -> Row.of(token, now)).toList(),
                List.of(Role.values()),
                history.fleets().stream().map(FleetView::name).toList(),
                LIVES,
                visitor.token(),
                trouble);
        return Response.status(status).entity(Templates.tokens(page).render()).build();
    }

    @POST
    @Needs(Act.TOKENS)
    public Response make(
            @RestForm @Nullable String token,
            @RestForm @Nullable String name,
            @RestForm @Nullable String role,
            @RestForm @Nullable String fleet,
            @RestForm @Nullable Integer days) {
        if (!guard.knows(token)) {
            return Refusal.badForm(HERE);
        }
        var fleets = text(fleet).equals(Grant.ALL) ? List.<String>of() : List.of(text(fleet));
        var known = Role.of(text(role));
        var objection = Tokens.objection(text(name), fleets);
        if (objection.isPresent()) {
            return all(422, objection.get().field() + " " + objection.get().problem() + ".");
        }
        if (known.isEmpty() || days == null || !LIVES.contains(days)) {
            return all(422, "Choose a role, and how long the token lives.");
        }
        var made = tokens.make(new Tokens.Wish(text(name), known.get(), fleets, Duration.ofDays(days)), visitor.name());
        return Response.ok(Templates.made(made.token(), made.text()).render()).build();
    }

    @POST
    @Path("{id}/revoke")
    @Needs(Act.TOKENS)
    public Response revoke(@PathParam("id") long id, @RestForm @Nullable String token) {
        if (!guard.knows(token)) {
            return Refusal.badForm(HERE);
        }
        tokens.revoke(id, visitor.name());
        return Response.seeOther(URI.create(HERE)).build();
    }
}
