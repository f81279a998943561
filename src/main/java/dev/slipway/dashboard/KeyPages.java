package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.Keys;
import dev.slipway.fleet.StoredKey;
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
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** SSH keys with which servers are reached; only their public halves are ever shown. */
@Page
@Path("/keys")
@Produces(MediaType.TEXT_HTML)
class KeyPages {
    private static final String HERE = "/keys";

    private final Keys keys;
    private final Inventory inventory;
    private final FormGuard guard;
    private final Visitor visitor;

    KeyPages(Keys keys, Inventory inventory, FormGuard guard, Visitor visitor) {
        this.keys = keys;
        this.inventory = inventory;
        this.guard = guard;
        this.visitor = visitor;
    }

    /** A key and the fleets that reach their servers with it. */
    record Row(StoredKey key, List<String> fleets) {}

    /**
     * The list with its form.
     *
     * @param may whether this visitor may make and remove keys
     */
    record All(List<Row> rows, boolean may, String token, String trouble) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance keys(All page);
    }

    @GET
    @Needs(Act.SEE_KEYS)
    public Response list() {
        return all(200, "");
    }

    private Response all(int status, String trouble) {
        var rows = keys.list().stream().map(key -> new Row(key, users(key))).toList();
        var page = new All(rows, visitor.present().may(Act.KEYS), visitor.token(), trouble);
        return Response.status(status).entity(Templates.keys(page).render()).build();
    }

    private List<String> users(StoredKey key) {
        return inventory.fleets().stream()
                .filter(fleet -> Keys.uses(fleet, key.name()) || keys.fetches(fleet.name(), key.name()))
                .map(fleet -> fleet.name())
                .toList();
    }

    @POST
    @Needs(Act.KEYS)
    public Response make(@RestForm @Nullable String token, @RestForm @Nullable String name) {
        if (!guard.knows(token)) {
            return Refusal.badForm(HERE);
        }
        return switch (keys.generate(text(name), visitor.name())) {
            case Keys.Put.Stored stored ->
                Response.seeOther(URI.create(HERE + "#" + stored.key().name())).build();
            case Keys.Put.Wrong wrong -> all(422, "The name " + wrong.mistake().problem() + ".");
            case Keys.Put.Exists exists -> all(409, exists.why() + ".");
        };
    }

    @POST
    @Path("{name}/remove")
    @Needs(Act.KEYS)
    public Response remove(@PathParam("name") String name, @RestForm @Nullable String token) {
        if (!guard.knows(token)) {
            return Refusal.badForm(HERE);
        }
        return switch (keys.remove(name, visitor.name())) {
            case Keys.Removal.Removed _ -> Response.seeOther(URI.create(HERE)).build();
            case Keys.Removal.Unknown _ -> Refusal.notFound("key " + name, HERE);
            case Keys.Removal.InUse(var why) -> all(409, "It stays: " + why + ".");
        };
    }
}
