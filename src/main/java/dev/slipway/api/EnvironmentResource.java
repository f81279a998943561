package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.EnvironmentFile;
import dev.slipway.fleet.EnvironmentVersion;
import dev.slipway.fleet.Environments;
import dev.slipway.fleet.Fleets;
import dev.slipway.secret.Mask;
import dev.slipway.secret.Secret;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Environment files of a fleet; their values go in and never come out. */
@Path("/api/v1/fleets/{fleet}/environment")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Environment")
public class EnvironmentResource {
    private final Environments environments;
    private final Fleets fleets;
    private final Caller caller;

    EnvironmentResource(Environments environments, Fleets fleets, Caller caller) {
        this.environments = environments;
        this.fleets = fleets;
        this.caller = caller;
    }

    /**
     * All files of a fleet.
     *
     * @param version counted from 1; 0: the fleet never had any
     * @param warnings what the one who put a file should know; left empty when they are only looked at
     */
    public record Shown(
            List<File> files,
            int version,
            @Nullable Instant changedAt,
            @Nullable String changedBy,
            List<String> warnings) {
        /** A file by its path. */
        public record File(String file, List<Value> values) {}

        /**
         * A variable; its value is always a mask here.
         *
         * @param notMasked why it is not masked in the output of commands; null: it is
         */
        public record Value(
                String name, String value, @Nullable String notMasked) {}

        static Shown of(EnvironmentVersion version, List<String> warnings) {
            return new Shown(
                    version.files().stream().map(Shown::file).toList(),
                    version.number(),
                    version.changedAt(),
                    version.changedBy(),
                    warnings);
        }

        private static File file(EnvironmentFile file) {
            var notMasked = file.notMasked();
            return new File(
                    file.path(),
                    file.names().stream()
                            .map(name -> new Value(name, Mask.SHOWN, notMasked.get(name)))
                            .toList());
        }
    }

    /** The newest version. */
    @GET
    @Operation(summary = "The fleet's environment files, with their values masked")
    @Needs(Act.CONFIGURE)
    public Shown get(String fleet) {
        FleetResource.find(fleets, fleet);
        return Shown.of(environments.newest(fleet), List.of());
    }

    /** Makes a new version, which the next deployment uses. */
    @PUT
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Replace one environment file by lines of NAME=value",
            description = "The next deployment writes it into its release. An empty body: it is not written any more.")
    @Needs(Act.SECRETS)
    public Response put(String fleet, @QueryParam("file") @DefaultValue(".env") String file, InputStream lines) {
        FleetResource.find(fleets, fleet);
        var text = Secret.of(Bodies.text(lines, Environments.LARGEST));
        return switch (environments.put(fleet, file, text, caller.name())) {
            case Environments.Put.Stored(EnvironmentVersion version, List<String> warnings) ->
                Response.ok(Shown.of(version, warnings)).build();
            case Environments.Put.Wrong wrong ->
                Problem.mistakes(wrong.mistakes()).response();
            case Environments.Put.NoFleet _ ->
                Problem.notFound("There is no fleet " + fleet + ".").response();
        };
    }
}
