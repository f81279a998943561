package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.access.Present;
import dev.slipway.audit.Audit;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.Planner.Planned;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.release.Release;
import dev.slipway.release.Release.Migrations;
import dev.slipway.release.Releases;
import dev.slipway.release.WayBack;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Plans and begins deployments of a fleet. */
@Path("/api/v1/fleets/{fleet}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Deployments")
class RequestResource {
    private static final int LONGEST_KEY = 255;
    private static final int LEAVING = 100;
    private static final String IRREVERSIBLE = "irreversible-migration";
    private final Deployments deployments;
    private final Fleets fleets;
    private final Releases releases;
    private final History history;
    private final DeploymentJson json;
    private final PublicUrl url;
    private final Caller caller;
    private final Present present;
    private final Audit audit;

    RequestResource(
            Deployments deployments,
            Fleets fleets,
            Releases releases,
            History history,
            DeploymentJson json,
            PublicUrl url,
            Caller caller,
            Present present,
            Audit audit) {
        this.deployments = deployments;
        this.fleets = fleets;
        this.releases = releases;
        this.history = history;
        this.json = json;
        this.url = url;
        this.caller = caller;
        this.present = present;
        this.audit = audit;
    }

    @GET
    @Path("plan")
    @Operation(summary = "What a deployment of the release would do; changes nothing")
    @Needs(Act.VIEW)
    public Response plan(@PathParam("fleet") String name, @QueryParam("release") @Nullable String release)
            throws JournalUnavailable {
        var fleet = fleets.find(name);
        if (fleet.isEmpty()) {
            return unknownFleet("There is no fleet " + name + "; GET /api/v1/fleets lists all.");
        }
        if (release == null || release.isBlank()) {
            return Problem.field("release", "release is missing; add ?release= with a version.")
                    .response();
        }
        if (releases.find(fleet.get().application(), release).isEmpty()) {
            var application = fleet.get().application();
            return unknownRelease("Application " + application + " has no release " + release
                    + "; POST it to /api/v1/applications/" + application + "/releases first.");
        }
        return switch (deployments.preview(name, release)) {
            case Planned.Yes yes -> Response.ok(PlanShown.of(yes.plan())).build();
            case Planned.No no ->
                Problem.of(409, "no-plan", "It cannot be deployed", no.reason() + ".")
                        .response();
        };
    }

    @POST
    @Path("deployments")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Begin a deployment: release, reason, kind (deploy, restart, catch-up); at: not before then; override: in"
                            + " spite of a hold, a freeze or a window")
    @Needs(Act.DEPLOY)
    public Response deploy(
            @PathParam("fleet") String fleet,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            InputStream body,
            @Context UriInfo uri)
            throws JournalUnavailable {
        var fields = Bodies.fields(body, "release", "reason", "kind", "at", "override");
        var release = fields.text("release");
        var reason = fields.text("reason");
        var word = fields.text("kind");
        var kind =
                switch (word == null ? "deploy" : word) {
                    case "deploy" -> Kind.DEPLOY;
                    case "restart" -> Kind.RESTART;
                    case "catch-up" -> Kind.CATCH_UP;
                    default -> null;
                };
        if (kind == null) {
            fields.wrong("kind", "must be deploy, restart or catch-up; POST …/rollbacks begins a rollback");
        }
        if (kind == Kind.DEPLOY && release == null) {
            fields.wrong("release", "is missing; name the version to deploy");
        }
        var at = fields.moment("at");
        var override = fields.flag("override");
        if (override && reason == null) {
            fields.wrong("reason", "is missing; say why this one is to begin in spite of what stops it");
        }
        fields.check();
        if (override && !present.may(Act.OVERRIDE, fleet)) {
            audit.record(caller.name(), "access.refused", "fleet:" + fleet, "the role approver is missing to override");
            return Problem.missing(Act.OVERRIDE.needs(), fleet).response();
        }
        var request = new Request(kind == null ? Kind.DEPLOY : kind, fleet, release, caller.name(), reason, key).at(at);
        return begin(override ? request.overriding() : request, uri);
    }

    @POST
    @Path("rollbacks")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Bring an earlier release back: to, or the one before when it is left out; over an irreversible"
                    + " migration only with acknowledge: [irreversible-migration]")
    @Needs(Act.ROLL_BACK)
    public Response rollback(
            @PathParam("fleet") String fleet,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            InputStream body,
            @Context UriInfo uri)
            throws JournalUnavailable {
        var fields = Bodies.fields(body, "to", "reason", "acknowledge");
        var to = fields.text("to");
        var reason = fields.text("reason");
        var acknowledged = fields.texts("acknowledge");
        if (!Set.of(IRREVERSIBLE).containsAll(acknowledged)) {
            fields.wrong("acknowledge", "may hold " + IRREVERSIBLE + " and nothing else");
        }
        fields.check();
        var irreversible = irreversible(fleet, to);
        if (!irreversible.isEmpty() && acknowledged.isEmpty()) {
            return Problem.of(
                            409,
                            IRREVERSIBLE,
                            "The database stays changed",
                            "The migration of " + String.join(", ", irreversible)
                                    + " cannot be undone. Make sure that the older release works with the database as it"
                                    + " is, and send \"acknowledge\": [\"" + IRREVERSIBLE + "\"].")
                    .with("field", "acknowledge")
                    .response();
        }
        return begin(new Request(Kind.ROLLBACK, fleet, to, caller.name(), reason, key), uri);
    }

    /** Releases whose migrations cannot be undone and that stop being live. */
    private List<String> irreversible(String name, @Nullable String to) {
        var fleet = history.fleet(name);
        var target = to == null ? fleet.map(FleetView::previousRelease).orElse(null) : to;
        if (fleet.isEmpty() || target == null) {
            return List.of(); // what is missing is told by who begins it
        }
        var newest = releases.newestFirst(fleet.get().application(), LEAVING, null);
        return WayBack.leaving(newest, Release::version, fleet.get().release(), target).stream()
                .filter(release -> release.migrations() == Migrations.IRREVERSIBLE)
                .map(Release::version)
                .toList();
    }

    private Response begin(Request request, UriInfo uri) throws JournalUnavailable {
        var key = request.key();
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            return Problem.field("Idempotency-Key", "Idempotency-Key must have 1 to " + LONGEST_KEY + " characters.")
                    .response();
        }
        return switch (caller.automatic() ? deployments.trigger(request) : deployments.request(request)) {
            case Requested.Accepted accepted ->
                Response.accepted(json.brief(accepted.number(), uri))
                        .location(URI.create(url.to("/api/v1/deployments/" + accepted.number(), uri.getBaseUri())))
                        .build();
            case Requested.UnknownFleet unknown -> unknownFleet(unknown.detail() + ".");
            case Requested.UnknownRelease unknown -> unknownRelease(unknown.detail() + ".");
            case Requested.OnHold held ->
                Problem.of(409, "fleet-on-hold", "The fleet is on hold", held.detail() + ".")
                        .response();
            case Requested.WrongTime wrong ->
                Problem.field("at", wrong.detail() + ".").response();
            case Requested.KeyReused reused ->
                Problem.of(
                                422,
                                "key-reused",
                                "The key came before with another request",
                                reused.detail() + "; take a new key for a new request.")
                        .with("field", "Idempotency-Key")
                        .response();
        };
    }

    private static Response unknownFleet(String detail) {
        return Problem.of(404, "unknown-fleet", "No such fleet", detail).response();
    }

    private static Response unknownRelease(String detail) {
        return Problem.of(422, "unknown-release", "No such release", detail)
                .with("field", "release")
                .response();
    }
}
