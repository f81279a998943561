package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.fleet.Fleet.PipelineChoice;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Mistake;
import dev.slipway.pipeline.Parsed;
import dev.slipway.pipeline.Pipelines;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Pipelines over HTTP. */
@Path("/api/v1/pipelines")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pipelines")
class PipelineResource {
    private final Pipelines pipelines;
    private final Fleets fleets;
    private final Audit audit;
    private final Caller caller;

    PipelineResource(Pipelines pipelines, Fleets fleets, Audit audit, Caller caller) {
        this.pipelines = pipelines;
        this.fleets = fleets;
        this.audit = audit;
        this.caller = caller;
    }

    /** A pipeline in a list; mistakes only when a newer Slipway finds some in what an older one stored. */
    record Listed(String name, boolean builtIn, List<Mistake> mistakes) {}

    /** A pipeline with its document as it was written. */
    record Shown(String name, boolean builtIn, String document) {}

    @GET
    @Operation(summary = "All pipelines, the built-in ones first")
    @Needs(Act.COME_IN)
    public List<Listed> list() {
        return pipelines.list().stream()
                .map(p -> new Listed(p.name(), p.builtIn(), mistakes(p.parsed())))
                .toList();
    }

    private static List<Mistake> mistakes(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Sound _ -> List.of();
            case Parsed.Wrong wrong -> wrong.mistakes();
        };
    }

    @GET
    @Path("{name}")
    @Operation(summary = "A pipeline's document")
    @Needs(Act.COME_IN)
    public Response get(@PathParam("name") String name) {
        return pipelines
                .document(name)
                .map(document -> Response.ok(new Shown(name, pipelines.builtIn(name), document))
                        .build())
                .orElseGet(() -> unknown(name));
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Store or replace a pipeline document, in YAML or JSON")
    @Needs(Act.PIPELINES)
    public Response put(@PathParam("name") String name, InputStream document) {
        var text = Bodies.text(document);
        return switch (stored(name, text)) {
            case Parsed.Sound _ -> Response.ok(new Shown(name, false, text)).build();
            case Parsed.Wrong wrong ->
                Problem.of(
                                422,
                                "wrong-document",
                                "The pipeline document is wrong",
                                "Nothing was stored. Mend each of the "
                                        + wrong.mistakes().size() + " mistakes and send it again.")
                        .withMistakes(wrong.mistakes())
                        .response();
        };
    }

    /** In one transaction, so that none is changed without a word about it. */
    private Parsed stored(String name, String text) {
        return QuarkusTransaction.requiringNew().call(() -> {
            var before = pipelines.document(name).orElse(null);
            var parsed = pipelines.put(name, text);
            if (parsed instanceof Parsed.Sound) {
                audit.record(new Change(caller.name(), "pipeline.put", "pipeline:" + name, "stored", before, text));
            }
            return parsed;
        });
    }

    private boolean removed(String name) {
        return QuarkusTransaction.requiringNew().call(() -> {
            var before = pipelines.document(name).orElse(null);
            var removed = pipelines.remove(name);
            if (removed) {
                audit.record(new Change(caller.name(), "pipeline.remove", "pipeline:" + name, "removed", before, null));
            }
            return removed;
        });
    }

    @DELETE
    @Path("{name}")
    @Operation(summary = "Remove a stored pipeline that no fleet uses")
    @Needs(Act.PIPELINES)
    public Response delete(@PathParam("name") String name) {
        if (pipelines.builtIn(name)) {
            return Problem.of(409, "built-in", "Built in", "Pipeline " + name + " comes with Slipway and stays.")
                    .response();
        }
        var users = fleets.list().stream()
                .filter(f -> f.pipeline() instanceof PipelineChoice.Named named
                        && named.name().equals(name))
                .map(f -> f.name())
                .toList();
        if (!users.isEmpty()) {
            return Problem.of(
                            409,
                            "in-use",
                            "In use",
                            "Pipeline " + name + " is used by " + String.join(", ", users)
                                    + "; give them another one first.")
                    .with("fleets", users)
                    .response();
        }
        return removed(name) ? Response.noContent().build() : unknown(name);
    }

    private static Response unknown(String name) {
        return Problem.of(
                        404,
                        "unknown-pipeline",
                        "No such pipeline",
                        "There is no pipeline " + name + "; GET /api/v1/pipelines lists all.")
                .response();
    }
}
