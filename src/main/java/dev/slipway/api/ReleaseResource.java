package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.release.Added;
import dev.slipway.release.ArtifactRefused;
import dev.slipway.release.BadRelease;
import dev.slipway.release.NewRelease;
import dev.slipway.release.Release;
import dev.slipway.release.Release.Migrations;
import dev.slipway.release.Releases;
import dev.slipway.release.source.Fetched;
import dev.slipway.release.source.Fetching;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Releases over HTTP. */
@Path("/api/v1/applications/{application}/releases")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Releases")
class ReleaseResource {
    private static final int RETRY_SECONDS = 60;
    private final Releases releases;
    private final Caller caller;
    private final Fetching fetching;

    ReleaseResource(Releases releases, Caller caller, Fetching fetching) {
        this.releases = releases;
        this.caller = caller;
        this.fetching = fetching;
    }

    /** A release as JSON. */
    record Shown(
            String application,
            String version,
            String digest,
            long bytes,
            int entries,
            long unpackedBytes,
            String migrations,
            @Nullable String commit,
            @Nullable String notes,
            String author,
            Instant createdAt) {
        static Shown of(Release r) {
            return new Shown(
                    r.application(),
                    r.version(),
                    r.digest(),
                    r.bytes(),
                    r.entries(),
                    r.unpackedBytes(),
                    r.migrations().name().toLowerCase(Locale.ROOT),
                    r.commit(),
                    r.notes(),
                    r.author(),
                    r.createdAt());
        }
    }

    /**
     * A release that was fetched, as JSON.
     *
     * @param digestChecked whether its bytes were compared with a digest that came from elsewhere than they
     */
    record Brought(@JsonUnwrapped Shown release, String source, boolean digestChecked) {}

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(summary = "Upload a release: version, artifact, and optionally commit, notes, migrations")
    @Needs(Act.UPLOAD)
    public Response add(
            @PathParam("application") String application,
            @RestForm @Nullable String version,
            @RestForm @Nullable String commit,
            @RestForm @Nullable String notes,
            @RestForm @Nullable String migrations,
            @RestForm("artifact") @Nullable FileUpload artifact)
            throws IOException {
        if (version == null || version.isBlank()) {
            return Problem.field("version", "version is missing; name the release, e.g. 1.4.2.")
                    .response();
        }
        if (artifact == null) {
            return Problem.field("artifact", "artifact is missing; send the file as a multipart part of that name.")
                    .response();
        }
        var meta = new NewRelease(version.strip(), carries(migrations), commit, notes, caller.name());
        // Quarkus wrote the part to a file of slipway.home as it came in, and removes that after this request.
        try (var bytes = Files.newInputStream(artifact.uploadedFile())) {
            return answer(releases.add(application, meta, bytes));
        } catch (BadRelease e) {
            return wrong(e);
        } catch (ArtifactRefused e) {
            return refused(e, "artifact");
        }
    }

    private static Response wrong(BadRelease e) {
        return Problem.of(422, "bad-release", "The release is described wrongly", e.getMessage() + ".")
                .withMistakes(e.mistakes())
                .response();
    }

    private static Response refused(ArtifactRefused e, String field) {
        var problem = Problem.of(422, "artifact-refused", "The artifact is not taken", sentence(e))
                .with("field", field);
        return e.entry()
                .map(entry -> problem.with("entry", entry))
                .orElse(problem)
                .response();
    }

    private static String sentence(ArtifactRefused e) {
        return e.getMessage() + " Nothing was stored; build the artifact without it and upload it again.";
    }

    private static Response answer(Added added) {
        return switch (added) {
            case Added.Created created ->
                Response.status(201).entity(Shown.of(created.release())).build();
            case Added.Same same -> Response.ok(Shown.of(same.release())).build();
            case Added.Clash clash ->
                Problem.of(
                                409,
                                "release-exists",
                                "The release exists with other bytes",
                                "Release " + clash.existing().version()
                                        + " is there with other bytes, and releases never change; upload these under another"
                                        + " version.")
                        .with("field", "version")
                        .with("digest", clash.existing().digest())
                        .response();
        };
    }

    /** A release that does not say is migrated: the pipeline's migrate command runs, as it would by hand. */
    private static Migrations carries(@Nullable String word) {
        return switch (word == null ? "" : word.strip()) {
            case "none" -> Migrations.NONE;
            case "", "reversible" -> Migrations.REVERSIBLE;
            case "irreversible" -> Migrations.IRREVERSIBLE;
            default ->
                throw Problem.field("migrations", "migrations must be none, reversible or irreversible.")
                        .raised();
        };
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Fetch a release from elsewhere",
            description = "version, optionally commit, notes, migrations, and one of: url with sha256; git: {url, ref},"
                    + " over SSH with key and hostKey, too; github: {repository, tag, asset} or {repository, run,"
                    + " artifact}; s3: {bucket, key, versionId, region}. Answers when it is there; the same call again"
                    + " finds it.")
    @Needs(Act.UPLOAD)
    public Response fetch(@PathParam("application") String application, InputStream body) throws IOException {
        var wanted = SourceFields.read(body);
        var meta = new NewRelease(
                wanted.version(), carries(wanted.migrations()), wanted.commit(), wanted.notes(), caller.name());
        try {
            return switch (fetching.fetch(application, meta, wanted.source(), caller.name())) {
                case Fetched.Taken taken -> answer(taken);
                case Fetched.NotTaken(var failure) ->
                    Problem.of(
                                    422,
                                    "not-fetched",
                                    "The release was not fetched",
                                    failure.sentence() + ". " + failure.next() + ".")
                            .with("field", wanted.field())
                            .response();
                case Fetched.Busy _ -> busy();
            };
        } catch (BadRelease e) {
            return wrong(e);
        } catch (ArtifactRefused e) {
            return refused(e, wanted.field());
        }
    }

    private static Response answer(Fetched.Taken taken) {
        Response usual = answer(taken.added());
        return usual.getEntity() instanceof Shown shown
                ? Response.fromResponse(usual)
                        .entity(new Brought(shown, taken.from(), taken.checked()))
                        .build()
                : usual;
    }

    private static Response busy() {
        var problem = Problem.of(
                503,
                "busy",
                "Too much is being fetched",
                "Other releases are being fetched; send it again in a minute.");
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    @GET
    @Operation(summary = "Releases, newest first; before is the version that the page before ended with")
    @Needs(Act.VIEW_RELEASES)
    public Response list(
            @PathParam("application") String application,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @Nullable String limit,
            @Context UriInfo uri) {
        var most = Queries.limit(limit);
        List<Shown> page = releases.newestFirst(application, most, Queries.text(before)).stream()
                .map(Shown::of)
                .toList();
        return Pages.answer(page, most, page.isEmpty() ? "" : page.getLast().version(), uri);
    }
}
