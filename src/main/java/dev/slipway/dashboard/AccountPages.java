package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.access.People;
import dev.slipway.access.SecondFactor;
import dev.slipway.access.Sessions;
import dev.slipway.access.SingleSignOn;
import dev.slipway.access.Who;
import dev.slipway.secret.Secret;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** One's own account: sessions, password, second factor. */
@Page
@Path("/account")
@Produces(MediaType.TEXT_HTML)
class AccountPages {
    private static final String HERE = "/account";

    private final People people;
    private final Sessions sessions;
    private final SecondFactor secondFactor;
    private final SingleSignOn singleSignOn;
    private final FormGuard guard;
    private final Visitor visitor;

    AccountPages(
            People people,
            Sessions sessions,
            SecondFactor secondFactor,
            SingleSignOn singleSignOn,
            FormGuard guard,
            Visitor visitor) {
        this.people = people;
        this.sessions = sessions;
        this.secondFactor = secondFactor;
        this.singleSignOn = singleSignOn;
        this.guard = guard;
        this.visitor = visitor;
    }

    /** What the page shows. */
    record Account(
            People.Person person,
            List<Sessions.Open> sessions,
            long session,
            String provider,
            String token,
            String said,
            String trouble) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance account(Account account);

        static native TemplateInstance enrol(String token, String secret, Qr qr, String trouble);

        static native TemplateInstance codes(List<String> codes);
    }

    @GET
    @Needs(Act.COME_IN)
    public Response account() {
        return person(who -> page(200, who, "", ""));
    }

    private Response page(int status, Who.Person who, String said, String trouble) {
        var account = new Account(
                people.find(who.name()).orElseThrow(),
                sessions.of(who.id()),
                who.session(),
                who.local() ? "" : singleSignOn.name(),
                visitor.token(),
                said,
                trouble);
        return Response.status(status)
                .entity(Templates.account(account).render())
                .build();
    }

    @POST
    @Path("password")
    @Needs(Act.OWN_PROOF)
    public Response password(
            @RestForm @Nullable String token, @RestForm @Nullable String password, @RestForm @Nullable String again) {
        return form(token, who -> {
            if (password == null || !password.equals(again)) {
                return page(422, who, "", "The two passwords differ.");
            }
            return people.changePassword(who, Secret.of(password)) instanceof People.Outcome.Refused(var why)
                    ? page(422, who, "", why)
                    : page(200, who, "The password was changed, and all other sessions have ended.", "");
        });
    }

    @POST
    @Path("second-factor")
    @Needs(Act.OWN_PROOF)
    public Response begin(@RestForm @Nullable String token) {
        return local(token, who -> {
            secondFactor.begin(who.id());
            return Response.seeOther(URI.create("/account/second-factor")).build();
        });
    }

    @GET
    @Path("second-factor")
    @Needs(Act.OWN_PROOF)
    public Response enrol() {
        return person(who -> enrolment(200, who, ""));
    }

    private Response enrolment(int status, Who.Person who, String trouble) {
        var secret = secondFactor.pending(who.id());
        if (secret.isEmpty()) {
            return Response.seeOther(URI.create(HERE)).build();
        }
        var text = secret.get().reveal();
        var qr = Qr.of("otpauth://totp/Slipway:" + who.name() + "?secret=" + text + "&issuer=Slipway");
        var spaced = text.replaceAll("(.{4})(?!$)", "$1 ");
        return Response.status(status)
                .entity(Templates.enrol(visitor.token(), spaced, qr, trouble).render())
                .build();
    }

    @POST
    @Path("second-factor/confirm")
    @Needs(Act.OWN_PROOF)
    public Response confirm(@RestForm @Nullable String token, @RestForm @Nullable String code) {
        return local(token, who -> secondFactor
                .confirm(who.id(), who.name(), text(code))
                .map(codes -> Response.ok(Templates.codes(codes).render()).build())
                .orElseGet(() ->
                        enrolment(422, who, "That is not the code of this moment. Is the clock of the phone right?")));
    }

    @POST
    @Path("second-factor/remove")
    @Needs(Act.OWN_PROOF)
    public Response remove(@RestForm @Nullable String token) {
        return local(token, who -> {
            secondFactor.remove(who.id(), who.name(), who.name());
            return page(200, who, "The second factor was removed.", "");
        });
    }

    @POST
    @Path("sessions/end")
    @Needs(Act.COME_IN)
    public Response end(@RestForm @Nullable String token, @RestForm @Nullable Long session) {
        return form(token, who -> {
            if (session == null) {
                sessions.endOthers(who.id(), who.session());
            } else {
                sessions.end(who.id(), session);
            }
            return Response.seeOther(URI.create(HERE)).build();
        });
    }

    private Response form(@Nullable String token, Function<Who.Person, Response> then) {
        return guard.knows(token) ? person(then) : Refusal.badForm(HERE);
    }

    /** For what a provider keeps of whoever comes from there. */
    private Response local(@Nullable String token, Function<Who.Person, Response> then) {
        return form(
                token,
                who -> who.local()
                        ? then.apply(who)
                        : page(409, who, "", "Your second factor is kept by the provider of single sign-on."));
    }

    private Response person(Function<Who.Person, Response> then) {
        return visitor.present().who() instanceof Who.Person person
                ? then.apply(person)
                : Refusal.of(404, "There is no account", "Nobody is signed in here; an account is a person's.", "/");
    }
}
