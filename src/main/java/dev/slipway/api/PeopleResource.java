package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.access.Act;
import dev.slipway.access.Grant;
import dev.slipway.access.Grants;
import dev.slipway.access.Needs;
import dev.slipway.access.People;
import dev.slipway.access.Role;
import dev.slipway.fleet.PublicUrl;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** People and their roles over HTTP. */
@Path("/api/v1/people")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
class PeopleResource {
    private static final String EXAMPLE =
            "must be a list such as [{\"role\": \"deployer\", \"fleet\": \"shop-production\"}]; fleet \"*\" is all";
    private final People people;
    private final Caller caller;
    private final PublicUrl url;

    PeopleResource(People people, Caller caller, PublicUrl url) {
        this.people = people;
        this.caller = caller;
        this.url = url;
    }

    /** One role; {@code fleet} is {@code *} for all. */
    record ShownGrant(String role, String fleet) {}

    /** A person as JSON; the link is there only in the answer that made it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            String name,
            List<ShownGrant> grants,
            boolean passwordChosen,
            boolean secondFactor,
            Instant createdAt,
            @Nullable Instant disabledAt,
            @Nullable Instant lastSeenAt,
            @Nullable String link,
            @Nullable Instant linkExpiresAt) {
        static Shown of(People.Person person, @Nullable String link, @Nullable Instant until) {
            return new Shown(
                    person.name(),
                    person.grants().list().stream()
                            .map(grant -> new ShownGrant(grant.role().word(), grant.fleet()))
                            .toList(),
                    person.ready(),
                    person.secondFactor(),
                    person.createdAt(),
                    person.disabledAt(),
                    person.seenAt(),
                    link,
                    until);
        }

        /** The link is for the reader of the answer, not for a log. */
        @Override
        public String toString() {
            return "person " + name;
        }
    }

    @GET
    @Operation(summary = "All people with their roles")
    @Needs(Act.SEE_PEOPLE)
    public List<Shown> list() {
        return people.list().stream()
                .map(person -> Shown.of(person, null, null))
                .toList();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Invite a person: name, grants; answers with the one-time link to hand over")
    @Needs(Act.PEOPLE)
    public Response invite(InputStream body, @Context UriInfo uri) {
        var fields = Bodies.fields(body, "name", "grants");
        var name = fields.text("name");
        if (name == null) {
            fields.wrong("name", "is missing");
        }
        var grants = grants(fields);
        fields.check();
        return answer(people.invite(name == null ? "" : name, grants, caller.name()), uri, 201);
    }

    @PUT
    @Path("{name}/grants")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Give these roles in place of all before")
    @Needs(Act.PEOPLE)
    public Response grant(@PathParam("name") String name, InputStream body, @Context UriInfo uri) {
        var fields = Bodies.fields(body, "grants");
        var grants = grants(fields);
        fields.check();
        return answer(people.grant(name, grants, caller.name()), uri, 200);
    }

    @POST
    @Path("{name}/disable")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "End the account's use and all its sessions at once")
    @Needs(Act.PEOPLE)
    public Response disable(@PathParam("name") String name, @Context UriInfo uri) {
        return answer(people.disable(name, caller.name()), uri, 200);
    }

    @POST
    @Path("{name}/enable")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Let a disabled person in again")
    @Needs(Act.PEOPLE)
    public Response enable(@PathParam("name") String name, @Context UriInfo uri) {
        return answer(people.enable(name, caller.name()), uri, 200);
    }

    @POST
    @Path("{name}/reset")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Take password and second factor away and answer with a new one-time link")
    @Needs(Act.PEOPLE)
    public Response reset(@PathParam("name") String name, @Context UriInfo uri) {
        return answer(people.reset(name, caller.name()), uri, 200);
    }

    @DELETE
    @Path("{name}")
    @Operation(summary = "Remove the account; the audit keeps the name")
    @Needs(Act.PEOPLE)
    public Response remove(@PathParam("name") String name, @Context UriInfo uri) {
        var outcome = people.remove(name, caller.name());
        return outcome instanceof People.Outcome.Done ? Response.noContent().build() : answer(outcome, uri, 204);
    }

    private Response answer(People.Outcome outcome, UriInfo uri, int status) {
        return switch (outcome) {
            case People.Outcome.Invited(var person, var link) -> {
                var address = url.to("/welcome/" + link.reference().reveal(), uri.getBaseUri());
                yield Response.status(status)
                        .entity(Shown.of(person, address, link.expiresAt()))
                        .build();
            }
            case People.Outcome.Done(var person) ->
                Response.status(status).entity(Shown.of(person, null, null)).build();
            case People.Outcome.Refused(var why) -> Problem.conflict(why).response();
            case People.Outcome.Unknown _ ->
                Problem.notFound("There is no such person; GET /api/v1/people lists all.")
                        .response();
        };
    }

    private static Grants grants(Fields fields) {
        var list = fields.node("grants");
        var grants = new ArrayList<Grant>();
        if (list == null || !list.isArray() || list.isEmpty()) {
            fields.wrong("grants", EXAMPLE);
            return Grants.NONE;
        }
        for (var one : list) {
            var role = Role.of(one.path("role").asText(""));
            var fleet = one.path("fleet").asText(Grant.ALL);
            if (role.isEmpty() || !Grant.isFleet(fleet)) {
                fields.wrong("grants", EXAMPLE);
                return Grants.NONE;
            }
            grants.add(new Grant(role.get(), fleet));
        }
        return new Grants(grants);
    }
}
