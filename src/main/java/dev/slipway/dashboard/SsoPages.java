package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.access.OpenToAll;
import dev.slipway.access.SessionCookie;
import dev.slipway.access.SingleSignOn;
import dev.slipway.access.SsoCookie;
import dev.slipway.access.Who;
import dev.slipway.secret.Secret;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * To the provider of single sign-on and back.
 *
 * <p>These are links and no forms: a content policy that lets forms go to our own pages alone would stop a form that is
 * led on to the provider. What they begin is worth nothing without a person who signs in there.
 */
@Page
@Path("/")
@Produces(MediaType.TEXT_HTML)
class SsoPages {
    private static final String LOGIN = "/login";
    private static final Set<String> ELSEWHERE = Set.of("cross-site", "same-site");

    private final SingleSignOn singleSignOn;
    private final Visitor visitor;

    SsoPages(SingleSignOn singleSignOn, Visitor visitor) {
        this.singleSignOn = singleSignOn;
        this.visitor = visitor;
    }

    @GET
    @Path("sign-in/sso")
    @OpenToAll(because = "it is the way in")
    public Response begin(
            @QueryParam("next") @Nullable String next,
            @HeaderParam("Sec-Fetch-Site") @Nullable String site,
            HttpServerRequest request) {
        if (singleSignOn.name().isEmpty()) {
            return SsoAnswers.none();
        }
        if (visitor.present().who() instanceof Who.Person) {
            return Response.seeOther(Next.uri(next)).build();
        }
        // Another site may lead here, but not through here: a click of one's own is needed.
        return ELSEWHERE.contains(String.valueOf(site))
                ? Response.seeOther(URI.create(LOGIN)).build()
                : SsoAnswers.to(singleSignOn.begin(Next.of(next), null, from(request)), singleSignOn.name(), LOGIN);
    }

    @GET
    @Path("sign-in/sso/again")
    @Needs(Act.COME_IN)
    public Response again(
            @QueryParam("next") @Nullable String next,
            @HeaderParam("Sec-Fetch-Site") @Nullable String site,
            HttpServerRequest request) {
        if (!(visitor.present().who() instanceof Who.Person person) || person.local()) {
            return SsoAnswers.none();
        }
        return ELSEWHERE.contains(String.valueOf(site))
                ? Response.seeOther(URI.create("/")).build()
                : SsoAnswers.to(
                        singleSignOn.beginAgain(person, Next.of(next), from(request)), singleSignOn.name(), "/");
    }

    @GET
    @Path("sign-in/sso/callback")
    @OpenToAll(because = "it is the way in, and what comes here must be signed by the provider")
    public Response back(
            @QueryParam("state") @Nullable String state,
            @QueryParam("code") @Nullable String code,
            @QueryParam("error") @Nullable String error,
            @QueryParam("iss") @Nullable String issuer,
            @CookieParam(SsoCookie.NAME) @Nullable String key,
            HttpServerRequest request) {
        if (singleSignOn.name().isEmpty()) {
            return SsoAnswers.none();
        }
        var back = new SingleSignOn.Back(text(state), text(code), text(error), text(issuer));
        var who = visitor.present().who();
        var shown = key == null || key.isEmpty() ? null : Secret.of(key);
        return switch (singleSignOn.end(back, shown, who, DoorPages.from(request))) {
            case SingleSignOn.Ended.In(var reference, var next) ->
                Response.seeOther(Next.uri(next))
                        .cookie(SessionCookie.of(reference), SsoCookie.none())
                        .build();
            case SingleSignOn.Ended.Wait(var time) -> SsoAnswers.wait(time, LOGIN);
            case SingleSignOn.Ended.No(var why) ->
                SsoAnswers.no(why, singleSignOn.name(), who instanceof Who.Person ? "/" : LOGIN);
        };
    }

    private static String from(HttpServerRequest request) {
        return DoorPages.from(request).address();
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
