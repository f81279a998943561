package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Where a person gets a fleet's status badge. */
@Page
@Path("/fleets/{fleet}/badge")
@Produces(MediaType.TEXT_HTML)
class BadgePages {
    private final History history;
    private final Badges badges;
    private final FormGuard guard;
    private final Visitor visitor;
    private final PublicUrl url;

    BadgePages(History history, Badges badges, FormGuard guard, Visitor visitor, PublicUrl url) {
        this.history = history;
        this.badges = badges;
        this.guard = guard;
        this.visitor = visitor;
        this.url = url;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance badge(String fleet, @Nullable String path, String base, String token);
    }

    @GET
    @Needs(Act.VIEW)
    public Response page(@PathParam("fleet") String fleet, @Context UriInfo uri) {
        if (history.fleet(fleet).isEmpty()) {
            return Refusal.notFound("fleet " + fleet, "/");
        }
        var path = badges.token(fleet).map(token -> "/badge/" + token + ".svg").orElse(null);
        var base = url.base(uri.getBaseUri());
        return Response.ok(Templates.badge(fleet, path, base, visitor.token()).render())
                .build();
    }

    @POST
    @Needs(Act.OPERATE)
    public Response renew(@PathParam("fleet") String fleet, @RestForm @Nullable String token) {
        var back = "/fleets/" + fleet + "/badge";
        if (history.fleet(fleet).isEmpty()) {
            return Refusal.notFound("fleet " + fleet, "/");
        }
        if (!guard.knows(token)) {
            return Refusal.badForm(back);
        }
        badges.renew(fleet, visitor.name());
        return Response.seeOther(URI.create(back)).build();
    }
}
