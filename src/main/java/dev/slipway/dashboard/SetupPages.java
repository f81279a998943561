package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.dashboard.CheckPages.Report;
import dev.slipway.fleet.Mistake;
import dev.slipway.fleet.PublicUrl;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** From nothing to the first deployment in six steps, each of which can be left and taken up again. */
@Page
@Path("/setup")
@Produces(MediaType.TEXT_HTML)
class SetupPages {
    private final Setup setup;
    private final FormGuard guard;
    private final Visitor visitor;
    private final PublicUrl url;

    SetupPages(Setup setup, FormGuard guard, Visitor visitor, PublicUrl url) {
        this.setup = setup;
        this.guard = guard;
        this.visitor = visitor;
        this.url = url;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance setup(SetupPage page);
    }

    /** Goes on where it was left. */
    @GET
    @Needs(Act.SEE_SET_UP)
    public Response resume(@Context UriInfo uri) throws InterruptedException {
        var steps = setup.page("account", List.of(), null, asker(uri)).steps();
        var next = steps.stream().filter(step -> !step.done()).findFirst().orElse(steps.getLast());
        return see(next.id());
    }

    @GET
    @Path("{step}")
    @Needs(Act.SEE_SET_UP)
    public Response step(@PathParam("step") String step, @Context UriInfo uri) throws InterruptedException {
        return SetupPage.ORDER.contains(step) ? show(step, List.of(), null, uri) : Refusal.notFound("step", "/setup");
    }

    @POST
    @Path("{step}")
    @Needs(Act.SET_UP)
    public Response answer(@PathParam("step") String step, MultivaluedMap<String, String> form, @Context UriInfo uri)
            throws InterruptedException {
        if (!guard.knows(form.getFirst("token"))) {
            return Refusal.badForm("/setup/" + text(step));
        }
        var answers = new TreeMap<>(setup.answers().answers());
        for (var field : SetupAnswers.FIELDS) {
            if (form.containsKey(field)) {
                answers.put(field, text(form.getFirst(field)));
            }
        }
        var now = new SetupAnswers(answers);
        setup.keep(now, visitor.name());
        var mistakes = now.hasApplication() && now.hasServers() && !step.equals("application")
                ? setup.store(now, visitor.name())
                : List.<Mistake>of();
        if (!mistakes.isEmpty()) {
            return show(step, mistakes, null, uri);
        }
        return see(step.equals("servers") ? "servers" : SetupPage.after(step));
    }

    /** Fills the servers in from elsewhere; they are stored with the step's own form, not before. */
    @POST
    @Path("servers/from")
    @Consumes({MediaType.MULTIPART_FORM_DATA, MediaType.APPLICATION_FORM_URLENCODED})
    @Needs(Act.SEE_SET_UP)
    public Response from(
            @RestForm @Nullable String token,
            @RestForm @Nullable String inventory,
            @RestForm @Nullable String group,
            @RestForm @Nullable FileUpload file,
            @Context UriInfo uri)
            throws InterruptedException {
        if (!guard.knows(token)) {
            return Refusal.badForm("/setup/servers");
        }
        var read = file == null || file.size() == 0
                ? SetupImport.of(text(inventory), text(group))
                : SetupImport.of(file.uploadedFile(), text(group));
        return shown(setup.page("servers", List.of(), null, asker(uri)).with(read));
    }

    @POST
    @Path("servers/check")
    @Needs(Act.SET_UP)
    public Response check(@RestForm @Nullable String token, @Context UriInfo uri) throws InterruptedException {
        if (!guard.knows(token)) {
            return Refusal.badForm("/setup/servers");
        }
        var fleet = setup.fleet(setup.answers());
        return fleet.isEmpty() ? see("servers") : show("servers", List.of(), setup.check(fleet.get(), base(uri)), uri);
    }

    @POST
    @Path("servers/host-key")
    @Needs(Act.SET_UP)
    public Response accept(
            @RestForm @Nullable String token,
            @RestForm @Nullable String server,
            @RestForm @Nullable String fingerprint,
            @Context UriInfo uri)
            throws InterruptedException {
        if (!guard.knows(token)) {
            return Refusal.badForm("/setup/servers");
        }
        var fleet = setup.fleet(setup.answers());
        if (fleet.isEmpty() || !setup.accept(fleet.get(), text(server), text(fingerprint), visitor.name())) {
            return Refusal.of(
                    new ActionRefused(
                            "The server shows another key now",
                            "Nothing was accepted. Check again, and compare what it shows with the server's own."),
                    "/setup/servers");
        }
        return show(
                "servers", List.of(), setup.check(setup.fleet(setup.answers()).orElseThrow(), base(uri)), uri);
    }

    private Response show(String step, List<Mistake> mistakes, @Nullable List<Report> reports, UriInfo uri)
            throws InterruptedException {
        return shown(setup.page(step, mistakes, reports, asker(uri)));
    }

    private static Response shown(SetupPage page) {
        return Response.ok(Templates.setup(page).render()).build();
    }

    private Setup.Asker asker(UriInfo uri) {
        return new Setup.Asker(base(uri), visitor.name(), visitor.token());
    }

    private String base(UriInfo uri) {
        return url.base(uri.getBaseUri());
    }

    private static Response see(String step) {
        return Response.seeOther(URI.create("/setup/" + step)).build();
    }
}
