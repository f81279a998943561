package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.access.Role;
import dev.slipway.access.Tokens;
import dev.slipway.access.Tokens.ApiToken;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tokens of programs over HTTP. */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
class TokenResource {
    private final Tokens tokens;
    private final Caller caller;

    TokenResource(Tokens tokens, Caller caller) {
        this.tokens = tokens;
        this.caller = caller;
    }

    /** A token as JSON; its text is there only in the answer that made it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            long id,
            String name,
            String role,
            List<String> fleets,
            String madeBy,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable String lastAddress,
            @Nullable Instant revokedAt,
            @Nullable String token) {
        static Shown of(ApiToken token, @Nullable String text) {
            return new Shown(
                    token.id(),
                    token.name(),
                    token.role().word(),
                    token.fleets(),
                    token.madeBy(),
                    token.createdAt(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    token.lastAddress(),
                    token.revokedAt(),
                    text);
        }

        /** The text is for the reader of the answer, not for a log. */
        @Override
        public String toString() {
            return "token " + id;
        }
    }

    @GET
    @Operation(summary = "All tokens, the newest first; never their texts")
    @Needs(Act.SEE_TOKENS)
    public List<Shown> list() {
        return tokens.list().stream().map(token -> Shown.of(token, null)).toList();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make a token: name, role, fleets (left out: all), days (90); its text is shown this once")
    @Needs(Act.TOKENS)
    public Response make(InputStream body) {
        var fields = Bodies.fields(body, "name", "role", "fleets", "days");
        var name = fields.text("name");
        var word = fields.text("role");
        var role = Role.of(word == null ? "" : word);
        var fleets = fields.texts("fleets");
        var days = fields.number("days", 1, Tokens.LONGEST_DAYS, Tokens.USUAL_DAYS);
        if (role.isEmpty()) {
            fields.wrong("role", "must be viewer, deployer, approver, operator or admin");
        }
        Tokens.objection(name == null ? "" : name, fleets)
                .ifPresent(wrong -> fields.wrong(wrong.field(), wrong.problem()));
        fields.check();
        var wish =
                new Tokens.Wish(name == null ? "" : name, role.orElseThrow(), fleets, java.time.Duration.ofDays(days));
        var made = tokens.make(wish, caller.name());
        return Response.status(201).entity(Shown.of(made.token(), made.text())).build();
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Revoke a token; it opens nothing from then on")
    @Needs(Act.TOKENS)
    public Response revoke(@PathParam("id") long id) {
        return tokens.revoke(id, caller.name())
                ? Response.noContent().build()
                : Problem.notFound("There is no token " + id + " that could be revoked; GET /api/v1/tokens lists all.")
                        .response();
    }
}
