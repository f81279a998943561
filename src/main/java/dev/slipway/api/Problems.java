package dev.slipway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever leaves a resource into a problem; nothing of the inside is shown. */
final class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    Response raised(Problem.Raised raised) {
        return raised.problem().response();
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException e) {
        return Problem.of(
                        400, "bad-request", "The body is not the JSON that is expected here: " + e.getOriginalMessage())
                .response();
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e, UriInfo address) {
        Response answer = e.getResponse();
        if (answer.getStatus() < 400 || !isApi(address)) {
            return answer;
        }
        if (e.getCause() instanceof JsonProcessingException json) {
            return json(json);
        }
        String reason = answer.getStatusInfo().getReasonPhrase();
        return Problem.of(answer.getStatus(), reason.toLowerCase(Locale.ROOT).replace(' ', '-'), reason + ".")
                .response();
    }

    /** The last resort: a mistake of ours. The log has it under the id that the answer names. */
    @ServerExceptionMapper
    Response bug(Throwable e) {
        String id = UUID.randomUUID().toString();
        LOG.errorf(e, "A request failed, id %s", id);
        return Problem.of(500, "internal", "Slipway failed. The log has the reason under the id " + id + ".")
                .response();
    }

    private static boolean isApi(UriInfo address) {
        return address.getPath().startsWith("/api");
    }
}
