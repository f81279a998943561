package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Invitations;
import dev.slipway.access.OpenToAll;
import dev.slipway.access.People;
import dev.slipway.access.SessionCookie;
import dev.slipway.access.SignIn;
import dev.slipway.access.SingleSignOn;
import dev.slipway.secret.Secret;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Where one-time links lead: somebody chooses a password, and the first one a name. */
@Page
@Path("/welcome/{link}")
@Produces(MediaType.TEXT_HTML)
class WelcomePages {
    private static final String OVER = "This link is over";
    private static final String WHY =
            "It was used, it is older than a day, or a newer one took its place. An administrator"
                    + " makes another at People; while there is no administrator, each start of Slipway prints one.";

    private final Invitations invitations;
    private final People people;
    private final SignIn signIn;
    private final SingleSignOn singleSignOn;
    private final FormGuard guard;
    private final Visitor visitor;

    WelcomePages(
            Invitations invitations,
            People people,
            SignIn signIn,
            SingleSignOn singleSignOn,
            FormGuard guard,
            Visitor visitor) {
        this.invitations = invitations;
        this.people = people;
        this.signIn = signIn;
        this.singleSignOn = singleSignOn;
        this.guard = guard;
        this.visitor = visitor;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance welcome(
                String link, @Nullable String name, String token, String chosen, String trouble, String sso);
    }

    @GET
    @OpenToAll(because = "the link is the proof, and works once")
    public Response welcome(@PathParam("link") String link) {
        return shown(200, link, "", "");
    }

    private Response shown(int status, String link, String chosen, String trouble) {
        var guest = invitations.find(link);
        if (guest.isEmpty()) {
            return Refusal.of(410, OVER, WHY, "/login");
        }
        return Response.status(status)
                .entity(Templates.welcome(link, guest.get().name(), visitor.token(), chosen, trouble, sso(guest.get()))
                        .render())
                .build();
    }

    /** The first administrator has a password, for the day on which the provider does not answer. */
    private String sso(Invitations.Guest guest) {
        return guest.person() == null ? "" : singleSignOn.name();
    }

    @GET
    @Path("sso")
    @OpenToAll(because = "the link is the proof, and works once")
    public Response follow(@PathParam("link") String link, HttpServerRequest request) {
        if (singleSignOn.name().isEmpty()) {
            return SsoAnswers.none();
        }
        var begun = singleSignOn.begin("/", link, DoorPages.from(request).address());
        return SsoAnswers.to(begun, singleSignOn.name(), "/welcome/" + link);
    }

    @POST
    @OpenToAll(because = "the link is the proof, and works once")
    public Response accept(
            @PathParam("link") String link,
            @RestForm @Nullable String token,
            @RestForm @Nullable String name,
            @RestForm @Nullable String password,
            @RestForm @Nullable String again,
            HttpServerRequest request) {
        if (!guard.knows(token)) {
            return Refusal.badForm("/welcome/" + link);
        }
        if (password == null || !password.equals(again)) {
            return shown(422, link, text(name), "The two passwords differ.");
        }
        return switch (people.accept(link, text(name), Secret.of(password))) {
            case People.Outcome.Done(var person) ->
                Response.seeOther(URI.create("/"))
                        .cookie(SessionCookie.of(signIn.first(person, DoorPages.from(request))))
                        .build();
            case People.Outcome.Refused(var why) -> shown(422, link, text(name), why);
            case People.Outcome.Unknown _, People.Outcome.Invited _ -> Refusal.of(410, OVER, WHY, "/login");
        };
    }
}
