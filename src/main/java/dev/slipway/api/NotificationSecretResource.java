package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.Mistake;
import dev.slipway.notice.NotificationSecrets;
import dev.slipway.secret.Secret;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Addresses and signing keys that fleets' {@code notifications} name; they go in and never come out. */
@Path("/api/v1/notification-secrets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notices")
public class NotificationSecretResource {
    private final NotificationSecrets secrets;
    private final Caller caller;

    NotificationSecretResource(NotificationSecrets secrets, Caller caller) {
        this.secrets = secrets;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Their names")
    @Needs(Act.SEE_KEYS)
    public List<NotificationSecrets.Named> list() {
        return secrets.names();
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Store one: the body is its text")
    @Needs(Act.KEYS)
    public Response put(@PathParam("name") String name, InputStream body) {
        return switch (secrets.put(name, Secret.of(Bodies.text(body)), caller.name())) {
            case NotificationSecrets.Put.Stored(NotificationSecrets.Named secret, boolean isNew) ->
                Response.status(isNew ? 201 : 200).entity(secret).build();
            case NotificationSecrets.Put.Wrong(Mistake mistake) ->
                Problem.mistakes(List.of(mistake)).response();
        };
    }

    @DELETE
    @Path("{name}")
    @Operation(summary = "Remove one that no fleet names")
    @Needs(Act.KEYS)
    public Response remove(@PathParam("name") String name) {
        return switch (secrets.remove(name, caller.name())) {
            case NotificationSecrets.Removal.Removed _ -> Response.noContent().build();
            case NotificationSecrets.Removal.Unknown _ ->
                Problem.notFound("There is no secret " + name + "; GET /api/v1/notification-secrets lists them.")
                        .response();
            case NotificationSecrets.Removal.InUse(String why) ->
                Problem.conflict(why + ".").response();
        };
    }
}
