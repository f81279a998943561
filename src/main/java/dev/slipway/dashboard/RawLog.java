package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All of a deployment's log as plain text, as the servers said it; never more of it in memory than a block. */
@Page
@Path("/deployments/{number}/log.txt")
class RawLog {
    private static final int BLOCK = 1_000;

    private final History history;

    RawLog(History history) {
        this.history = history;
    }

    @GET
    @Produces(MediaType.TEXT_PLAIN)
    @Needs(Act.VIEW)
    public Response all(
            @PathParam("number") long number,
            @QueryParam("server") @Nullable String server,
            @QueryParam("step") @Nullable String step) {
        if (history.fleetOf(number).isEmpty()) {
            return Refusal.notFound("deployment " + number, "/deployments");
        }
        StreamingOutput body = out -> {
            long after = 0;
            List<LogLine> lines;
            do {
                lines = history.log(number, given(server), given(step), after, BLOCK);
                var block = new StringBuilder();
                for (var line : lines) {
                    block.append(line.at())
                            .append(' ')
                            .append(line.node() == null ? "-" : line.node())
                            .append(" [")
                            .append(line.step())
                            .append("] ")
                            .append(line.text())
                            .append('\n');
                    after = line.number();
                }
                out.write(block.toString().getBytes(UTF_8));
            } while (lines.size() == BLOCK);
        };
        return Response.ok(body, "text/plain; charset=utf-8").build();
    }
}
