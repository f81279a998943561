package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Grant;
import dev.slipway.access.Grants;
import dev.slipway.access.Needs;
import dev.slipway.access.People;
import dev.slipway.access.Role;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.history.FleetView;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Who has an account, and with which roles. */
@Page
@Path("/people")
@Produces(MediaType.TEXT_HTML)
class PeoplePages {
    private static final String LIST = "/people";

    private final People people;
    private final History history;
    private final PublicUrl url;
    private final FormGuard guard;
    private final Visitor visitor;

    PeoplePages(People people, History history, PublicUrl url, FormGuard guard, Visitor visitor) {
        this.people = people;
        this.history = history;
        this.url = url;
        this.guard = guard;
        this.visitor = visitor;
    }

    /** The list with its form. */
    record Everybody(List<People.Person> list, List<Role> roles, List<String> fleets, String token, String trouble) {}

    /** One person. */
    record One(People.Person person, List<Role> roles, List<String> fleets, String token) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance people(Everybody page);

        static native TemplateInstance person(One page);

        static native TemplateInstance link(String name, String address, Instant until);
    }

    @GET
    @Needs(Act.SEE_PEOPLE)
    public Response list() {
        return everybody(200, "");
    }

    private Response everybody(int status, String trouble) {
        var page = new Everybody(people.list(), List.of(Role.values()), fleets(), visitor.token(), trouble);
        return Response.status(status).entity(Templates.people(page).render()).build();
    }

    private List<String> fleets() {
        return history.fleets().stream().map(FleetView::name).toList();
    }

    @GET
    @Path("{name}")
    @Needs(Act.SEE_PEOPLE)
    public Response one(@PathParam("name") String name) {
        return people.find(name)
                .map(person -> new One(person, List.of(Role.values()), fleets(), visitor.token()))
                .map(page -> Response.ok(Templates.person(page).render()).build())
                .orElseGet(() -> Refusal.notFound("person " + name, LIST));
    }

    @POST
    @Path("invite")
    @Needs(Act.PEOPLE)
    public Response invite(
            @RestForm @Nullable String token,
            @RestForm @Nullable String name,
            @RestForm @Nullable String role,
            @RestForm @Nullable String fleet,
            @Context UriInfo uri) {
        if (!guard.knows(token)) {
            return Refusal.badForm(LIST);
        }
        var grant = grant(role, fleet);
        if (grant == null) {
            return everybody(422, "Choose a role, and a fleet or all of them.");
        }
        return switch (people.invite(text(name), new Grants(List.of(grant)), visitor.name())) {
            case People.Outcome.Refused(var why) -> everybody(422, why);
            case People.Outcome other -> answer(other, uri, LIST);
        };
    }

    @POST
    @Path("{name}/give")
    @Needs(Act.PEOPLE)
    public Response give(
            @PathParam("name") String name,
            @RestForm @Nullable String token,
            @RestForm @Nullable String role,
            @RestForm @Nullable String fleet,
            @Context UriInfo uri) {
        return grants(name, token, grant(role, fleet), true, uri);
    }

    @POST
    @Path("{name}/take")
    @Needs(Act.PEOPLE)
    public Response take(
            @PathParam("name") String name,
            @RestForm @Nullable String token,
            @RestForm @Nullable String role,
            @RestForm @Nullable String fleet,
            @Context UriInfo uri) {
        return grants(name, token, grant(role, fleet), false, uri);
    }

    private Response grants(String name, @Nullable String token, @Nullable Grant grant, boolean give, UriInfo uri) {
        return form(name, token, uri, () -> {
            var known = people.find(name);
            if (known.isEmpty() || grant == null) {
                return new People.Outcome.Unknown();
            }
            var list = new ArrayList<>(known.get().grants().list());
            list.remove(grant);
            if (give) {
                list.add(grant);
            }
            return people.grant(name, new Grants(list), visitor.name());
        });
    }

    @POST
    @Path("{name}/disable")
    @Needs(Act.PEOPLE)
    public Response disable(@PathParam("name") String name, @RestForm @Nullable String token, @Context UriInfo uri) {
        return form(name, token, uri, () -> people.disable(name, visitor.name()));
    }

    @POST
    @Path("{name}/enable")
    @Needs(Act.PEOPLE)
    public Response enable(@PathParam("name") String name, @RestForm @Nullable String token, @Context UriInfo uri) {
        return form(name, token, uri, () -> people.enable(name, visitor.name()));
    }

    @POST
    @Path("{name}/reset")
    @Needs(Act.PEOPLE)
    public Response reset(@PathParam("name") String name, @RestForm @Nullable String token, @Context UriInfo uri) {
        return form(name, token, uri, () -> people.reset(name, visitor.name()));
    }

    private Response form(String name, @Nullable String token, UriInfo uri, Supplier<People.Outcome> act) {
        var back = LIST + "/" + name;
        return guard.knows(token) ? answer(act.get(), uri, back) : Refusal.badForm(back);
    }

    private Response answer(People.Outcome outcome, UriInfo uri, String back) {
        return switch (outcome) {
            case People.Outcome.Done(var person) ->
                Response.seeOther(URI.create(LIST + "/" + person.name())).build();
            case People.Outcome.Invited(var person, var link) -> {
                var address = url.to("/welcome/" + link.reference().reveal(), uri.getBaseUri());
                yield Response.ok(Templates.link(person.name(), address, link.expiresAt())
                                .render())
                        .build();
            }
            case People.Outcome.Refused(var why) -> Refusal.of(new ActionRefused("That cannot be", why), back);
            case People.Outcome.Unknown _ -> Refusal.notFound("such person", LIST);
        };
    }

    private static @Nullable Grant grant(@Nullable String role, @Nullable String fleet) {
        return Role.of(text(role))
                .filter(known -> Grant.isFleet(text(fleet)))
                .map(known -> new Grant(known, text(fleet)))
                .orElse(null);
    }
}
