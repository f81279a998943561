package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;

/** The way to everything that is set, and what this installation is. */
@Page
@Path("/settings")
@Produces(MediaType.TEXT_HTML)
class SettingsPages {
    private final Visitor visitor;
    private final About about;

    SettingsPages(Visitor visitor, About about) {
        this.visitor = visitor;
        this.about = about;
    }

    /** A page behind the hub. */
    record Door(String address, String icon, String name, String what) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance hub(List<Door> doors);

        static native TemplateInstance about(About.Shown shown);
    }

    /** Only what the visitor may open. */
    @GET
    @Needs(Act.COME_IN)
    public String hub() {
        var doors = new ArrayList<Door>();
        offer(
                doors,
                Act.SEE_PEOPLE,
                new Door("/people", "user", "People", "Accounts, roles for each fleet, one-time links"));
        offer(doors, Act.SEE_TOKENS, new Door("/tokens", "key", "Tokens", "With which programs come in"));
        offer(doors, Act.SEE_KEYS, new Door("/keys", "shield", "SSH keys", "With which servers are reached"));
        if (visitor.present().who().grants().allowSomewhere(Act.OPERATE)) {
            doors.add(new Door(
                    "/settings/notifications", "bell", "Notifications", "Who is told what, and what went wrong"));
        }
        offer(
                doors,
                Act.SEE_SET_UP,
                new Door("/setup", "plus", "Set up a fleet", "Six steps from nothing to a deployment"));
        if (visitor.configures()) {
            doors.add(new Door(
                    "/settings/webhooks",
                    "swap",
                    "Webhooks",
                    "With which GitHub begins deployments, and what it delivered"));
        }
        offer(
                doors,
                Act.AUDIT,
                new Door("/audit", "list", "Audit", "Who did what, and whether nothing of it was changed"));
        offer(
                doors,
                Act.SEE_ABOUT,
                new Door("/settings/about", "database", "About", "Version, database, instances, limits"));
        if (!visitor.person().isEmpty()) {
            doors.add(new Door("/account", "user", "Your account", "Password, second factor, where you are signed in"));
        }
        doors.add(new Door("/shortcuts", "right", "Shortcuts", "Single keys, and the switch for who wants none"));
        return Templates.hub(doors).render();
    }

    @GET
    @Path("about")
    @Needs(Act.SEE_ABOUT)
    public String about() {
        return Templates.about(about.look()).render();
    }

    private void offer(List<Door> doors, Act act, Door door) {
        if (visitor.present().may(act)) {
            doors.add(door);
        }
    }
}
