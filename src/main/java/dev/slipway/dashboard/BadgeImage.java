package dev.slipway.dashboard;

import dev.slipway.access.OpenToAll;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/**
 * A fleet's state as a small picture, for whoever has its address: no login, and to a token that is none the same
 * answer as to a fleet that has nothing yet.
 */
@Path("/badge/{token}.svg")
class BadgeImage {
    private static final int SECONDS = 60;
    private static final double LETTER = 6.6;
    private static final int MARGIN = 12;

    private final History history;
    private final Badges badges;

    BadgeImage(History history, Badges badges) {
        this.history = history;
        this.badges = badges;
    }

    /** Its two halves; widths are guessed from the letters, and the picture stretches the text to fit. */
    record Badge(String left, String right, String colour) {
        public int leftWidth() {
            return width(left);
        }

        public int rightWidth() {
            return width(right);
        }

        public int width() {
            return leftWidth() + rightWidth();
        }

        public int middle() {
            return leftWidth() / 2;
        }

        public int rightMiddle() {
            return leftWidth() + rightWidth() / 2;
        }

        private static int width(String text) {
            return (int) Math.ceil(text.length() * LETTER) + MARGIN;
        }
    }

    @CheckedTemplate(basePath = "BadgePages")
    static class Templates {
        private Templates() {}

        static native TemplateInstance image(Badge badge);
    }

    @GET
    @OpenToAll(because = "its address cannot be guessed, and it shows one release")
    public Response image(@PathParam("token") String token) {
        var badge = badges.fleet(token).flatMap(history::fleet).map(this::of).orElse(nothing());
        return Response.ok(Templates.image(badge).render(), "image/svg+xml")
                .header("Cache-Control", "public, max-age=" + SECONDS)
                .header("Cross-Origin-Resource-Policy", "cross-origin") // it is made for pages elsewhere
                .build();
    }

    private Badge of(FleetView fleet) {
        var name = fleet.application() + " " + fleet.environment();
        if (fleet.running() != null) {
            var view = history.deployment(fleet.running());
            if (view.isPresent()) {
                return running(name, view.get());
            }
        }
        return fleet.release() == null ? nothing() : new Badge(name, fleet.release(), "#14663A");
    }

    private static Badge running(String name, DeploymentView view) {
        var hull = Hull.of(view);
        return switch (view.status()) {
            case "held", "paused" -> new Badge(name, view.status(), "#A61B12");
            case "rolling_back" -> new Badge(name, "rolling back", "#7A4A00");
            default -> new Badge(name, "deploying " + hull.done() + "/" + hull.total(), "#1750B4");
        };
    }

    private static Badge nothing() {
        return new Badge("slipway", "nothing yet", "#4A5965");
    }
}
