package dev.slipway.api;

import dev.slipway.access.OpenToAll;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.trigger.Deliveries;
import dev.slipway.trigger.Deliveries.Call;
import dev.slipway.trigger.Deliveries.Taken;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where GitHub delivers its messages. */
@Path("/hooks/github/{fleet}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
class HookResource {
    private final Deliveries deliveries;

    HookResource(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /** The answer to a message that is kept; the same for the same message. */
    record Kept(long id, String delivery) {}

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "A message of GitHub's webhook, signed with the fleet's webhook secret",
            description = "Answers 202 when it is kept; what came of it is in the fleet's deliveries.")
    @OpenToAll(because = "GitHub has no account here; every message is signed with a secret of its fleet")
    public Response take(@PathParam("fleet") String fleet, @Context HttpHeaders headers, InputStream body)
            throws JournalUnavailable {
        if (headers.getLength() > Deliveries.LARGEST) {
            return tooLarge();
        }
        byte[] bytes;
        try {
            bytes = body.readNBytes(Deliveries.LARGEST + 1);
        } catch (IOException _) {
            return Problem.of(400, "bad-request", "Not understood", "The body broke off; send it again.")
                    .response();
        }
        if (bytes.length > Deliveries.LARGEST) {
            return tooLarge();
        }
        var call = new Call(
                fleet,
                headers.getHeaderString("X-Hub-Signature-256"),
                headers.getHeaderString("X-Hub-Signature"),
                headers.getHeaderString("X-GitHub-Delivery"),
                headers.getHeaderString("X-GitHub-Event"),
                headers.getHeaderString(HttpHeaders.CONTENT_TYPE),
                bytes);
        return switch (deliveries.take(call)) {
            case Taken.Kept(long id, String guid) ->
                Response.accepted(new Kept(id, guid)).build();
            case Taken.Unsigned(String detail) ->
                Problem.of(401, "bad-signature", "Not soundly signed", detail + ".")
                        .response();
            case Taken.Busy _ ->
                Response.fromResponse(Problem.of(503, "busy", "Too many at once", "Send it again in a moment.")
                                .response())
                        .header(HttpHeaders.RETRY_AFTER, 5)
                        .build();
            case Taken.Wrong(String detail) ->
                Problem.of(400, "bad-message", "No message of GitHub's", detail + ".")
                        .response();
        };
    }

    private static Response tooLarge() {
        var problem = Problem.of(
                413,
                "too-large",
                "Too large",
                "A message may have at most " + Deliveries.LARGEST + " bytes. Choose fewer events on GitHub: those that"
                        + " deployments begin with are small.");
        // What the sender still sends is not read.
        return Response.fromResponse(problem.response())
                .header("Connection", "close")
                .build();
    }
}
