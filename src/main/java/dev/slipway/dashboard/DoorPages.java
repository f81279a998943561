package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.access.OpenToAll;
import dev.slipway.access.SecondFactor;
import dev.slipway.access.SessionCookie;
import dev.slipway.access.SignIn;
import dev.slipway.access.SingleSignOn;
import dev.slipway.access.Who;
import dev.slipway.secret.Secret;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The way in and out, and the question who somebody is before something grave. */
@Page
@Path("/")
@Produces(MediaType.TEXT_HTML)
class DoorPages {
    private final SignIn signIn;
    private final SingleSignOn singleSignOn;
    private final SecondFactor secondFactor;
    private final FormGuard guard;
    private final Visitor visitor;

    DoorPages(SignIn signIn, SingleSignOn singleSignOn, SecondFactor secondFactor, FormGuard guard, Visitor visitor) {
        this.signIn = signIn;
        this.singleSignOn = singleSignOn;
        this.secondFactor = secondFactor;
        this.guard = guard;
        this.visitor = visitor;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance login(String next, String token, String name, String trouble, String sso);

        static native TemplateInstance confirm(String next, String token, boolean byCode, String trouble, String sso);
    }

    @GET
    @Path("login")
    @OpenToAll(because = "it is the way in")
    public Response login(@QueryParam("next") @Nullable String next) {
        if (visitor.present().who() instanceof Who.Person) {
            return Response.seeOther(Next.uri(next)).build();
        }
        return Response.ok(Templates.login(Next.of(next), visitor.token(), "", "", singleSignOn.name())
                        .render())
                .build();
    }

    @POST
    @Path("login")
    @OpenToAll(because = "it is the way in")
    public Response signIn(
            @RestForm @Nullable String token,
            @RestForm @Nullable String name,
            @RestForm @Nullable String password,
            @RestForm @Nullable String code,
            @RestForm @Nullable String next,
            HttpServerRequest request) {
        if (!guard.knows(token)) {
            return Refusal.badForm("/login");
        }
        var shown = new SignIn.Shown(text(name), Secret.of(password == null ? "" : password), text(code));
        return switch (signIn.in(shown, from(request))) {
            case SignIn.Result.In in ->
                Response.seeOther(Next.uri(next))
                        .cookie(SessionCookie.of(in.reference()))
                        .build();
            case SignIn.Result.No _ ->
                again(401, next, name, "Name, password or code are wrong.").build();
            case SignIn.Result.Wait wait ->
                again(429, next, name, tooMany(wait.time()))
                        .header(HttpHeaders.RETRY_AFTER, wait.time().toSeconds())
                        .build();
        };
    }

    private Response.ResponseBuilder again(int status, @Nullable String next, @Nullable String name, String trouble) {
        return Response.status(status)
                .entity(Templates.login(Next.of(next), visitor.token(), text(name), trouble, singleSignOn.name())
                        .render());
    }

    static String tooMany(Duration wait) {
        return "Too many tries. Wait " + Words.counted((int) wait.toSeconds(), "second") + ", then try again.";
    }

    static SignIn.From from(HttpServerRequest request) {
        var remote = request.remoteAddress();
        var agent = request.getHeader(HttpHeaders.USER_AGENT);
        return new SignIn.From(
                remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress(),
                agent == null ? "" : agent);
    }

    @POST
    @Path("logout")
    @Needs(Act.COME_IN)
    public Response signOut(@RestForm @Nullable String token) {
        if (!guard.knows(token)) {
            return Refusal.badForm("/");
        }
        if (visitor.present().who() instanceof Who.Person person) {
            signIn.out(person);
        }
        return Response.seeOther(URI.create("/login"))
                .cookie(SessionCookie.none())
                .header("Clear-Site-Data", "\"cache\"")
                .build();
    }

    @GET
    @Path("confirm")
    @Needs(Act.COME_IN)
    public Response confirm(@QueryParam("next") @Nullable String next) {
        return asked(200, next, "");
    }

    @POST
    @Path("confirm")
    @Needs(Act.COME_IN)
    public Response prove(
            @RestForm @Nullable String token,
            @RestForm @Nullable String password,
            @RestForm @Nullable String code,
            @RestForm @Nullable String next,
            HttpServerRequest request) {
        if (!guard.knows(token)) {
            return Refusal.badForm("/confirm");
        }
        if (!(visitor.present().who() instanceof Who.Person person)) {
            return Response.seeOther(Next.uri(next)).build();
        }
        var secret = Secret.of(password == null ? "" : password);
        return switch (signIn.again(person, secret, text(code), from(request).address())) {
            case SignIn.Result.In in ->
                Response.seeOther(Next.uri(next))
                        .cookie(SessionCookie.of(in.reference()))
                        .build();
            case SignIn.Result.No _ -> asked(401, next, "That is wrong.");
            case SignIn.Result.Wait wait ->
                Response.fromResponse(asked(429, next, tooMany(wait.time())))
                        .header(HttpHeaders.RETRY_AFTER, wait.time().toSeconds())
                        .build();
        };
    }

    private Response asked(int status, @Nullable String next, String trouble) {
        var who = visitor.present().who();
        var byCode = who instanceof Who.Person person && secondFactor.isSet(person.id());
        var sso = who instanceof Who.Person person && !person.local() ? singleSignOn.name() : "";
        return Response.status(status)
                .entity(Templates.confirm(Next.of(next), visitor.token(), byCode, trouble, sso)
                        .render())
                .build();
    }
}
