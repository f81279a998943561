package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The keys, and the switch for whoever does not want them. */
@Page
@Path("/shortcuts")
@Produces(MediaType.TEXT_HTML)
class ShortcutPages {
    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance shortcuts();
    }

    @GET
    @Needs(Act.COME_IN)
    public String shortcuts() {
        return Templates.shortcuts().render();
    }
}
