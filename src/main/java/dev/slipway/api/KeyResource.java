package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.Keys;
import dev.slipway.fleet.Mistake;
import dev.slipway.fleet.StoredKey;
import dev.slipway.secret.Secret;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;

/** SSH keys; of the private half only the fingerprint is ever shown. */
@Path("/api/v1/keys")
@Produces(MediaType.APPLICATION_JSON)
public class KeyResource {
    private final Keys keys;
    private final Caller caller;

    KeyResource(Keys keys, Caller caller) {
        this.keys = keys;
        this.caller = caller;
    }

    /** All keys. */
    @GET
    @Needs(Act.SEE_KEYS)
    public List<StoredKey> list() {
        return keys.list();
    }

    /** One key. */
    @GET
    @Path("{name}")
    @Needs(Act.SEE_KEYS)
    public StoredKey get(String name) {
        return keys.find(name).orElseThrow(() -> unknown(name).raised());
    }

    /** Stores a private key. */
    @PUT
    @Path("{name}")
    @Consumes(MediaType.WILDCARD)
    @Needs(Act.KEYS)
    public Response put(String name, InputStream pem) {
        return answer(keys.put(name, Secret.of(Bodies.text(pem)), caller.name()));
    }

    /** Makes a pair. */
    @POST
    @Path("{name}")
    @Consumes(MediaType.WILDCARD)
    @Needs(Act.KEYS)
    public Response generate(String name) {
        return answer(keys.generate(name, caller.name()));
    }

    /** Removes a key that no fleet uses. */
    @DELETE
    @Path("{name}")
    @Needs(Act.KEYS)
    public Response remove(String name) {
        return switch (keys.remove(name, caller.name())) {
            case Keys.Removal.Removed _ -> Response.noContent().build();
            case Keys.Removal.Unknown _ -> unknown(name).response();
            case Keys.Removal.InUse(String why) -> Problem.conflict(why).response();
        };
    }

    private static Response answer(Keys.Put put) {
        return switch (put) {
            case Keys.Put.Stored(StoredKey key, boolean isNew) ->
                Response.status(isNew ? 201 : 200).entity(key).build();
            case Keys.Put.Wrong(Mistake mistake) ->
                Problem.mistakes(List.of(mistake)).response();
            case Keys.Put.Exists(String why) -> Problem.conflict(why).response();
        };
    }

    private static Problem unknown(String name) {
        return Problem.notFound("There is no key " + name + ". GET /api/v1/keys lists them.");
    }
}
