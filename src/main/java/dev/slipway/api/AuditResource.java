package dev.slipway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.audit.AuditTrail;
import dev.slipway.audit.AuditTrail.Search;
import dev.slipway.audit.AuditTrail.Verdict;
import dev.slipway.audit.Recorded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The audit over HTTP. */
@Path("/api/v1/audit")
@Tag(name = "Access")
class AuditResource {
    private static final int BLOCK = 500;
    private final AuditTrail trail;
    private final ObjectMapper json;

    AuditResource(AuditTrail trail, ObjectMapper json) {
        this.trail = trail;
        this.json = json;
    }

    @GET
    @Produces("application/x-ndjson")
    @Operation(summary = "The audit as JSON lines, oldest first; after is the id that an earlier answer ended with")
    @Needs(Act.AUDIT)
    public Response lines(
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("action") @Nullable String action,
            @QueryParam("text") @Nullable String text,
            @QueryParam("after") @Nullable String after) {
        var search = new Search(actor, action, text);
        var from = Queries.number("after", after);
        // A block at a time, whatever the length of the whole.
        StreamingOutput body = out -> {
            var last = from == null ? 0 : from;
            List<Recorded> block;
            do {
                block = trail.after(search, last, BLOCK);
                for (var row : block) {
                    out.write(json.writeValueAsBytes(line(row)));
                    out.write('\n');
                    last = row.id();
                }
                out.flush();
            } while (block.size() == BLOCK);
        };
        return Response.ok(body, "application/x-ndjson").build();
    }

    private static Map<String, @Nullable Object> line(Recorded row) {
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("id", row.id());
        line.put("at", row.at());
        line.put("actor", row.change().actor());
        line.put("address", row.address());
        line.put("action", row.change().action());
        line.put("subject", row.change().subject());
        line.put("detail", row.change().detail());
        line.put("before", row.change().before());
        line.put("after", row.change().after());
        line.put("previous", row.previous());
        line.put("hash", row.hash());
        return line;
    }

    /** What a look at the whole chain found. */
    record Checked(
            boolean whole,
            long rows,
            @Nullable String head,
            @Nullable Long firstWrong,
            @Nullable String why) {}

    @GET
    @Path("verify")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Whether no row of the audit was changed, removed or put in")
    @Needs(Act.AUDIT)
    public Checked verify() {
        return switch (trail.verify()) {
            case Verdict.Whole(var rows, var head) -> new Checked(true, rows, head, null, null);
            case Verdict.Broken(var id, var why) -> new Checked(false, 0, null, id, why);
        };
    }
}
