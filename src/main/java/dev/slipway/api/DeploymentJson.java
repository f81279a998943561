package dev.slipway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** Deployments as JSON, with addresses that the reader can follow. */
@Singleton
class DeploymentJson {
    private final ObjectMapper mapper;
    private final History history;
    private final PublicUrl url;

    DeploymentJson(ObjectMapper mapper, History history, PublicUrl url) {
        this.mapper = mapper;
        this.history = history;
        this.url = url;
    }

    /** All of it. */
    ObjectNode full(DeploymentView view, UriInfo uri) {
        ObjectNode json = mapper.valueToTree(view);
        return json.put("url", url.to(view.url(), uri.getBaseUri()));
    }

    /** Enough to follow it. */
    Map<String, Object> brief(long number, UriInfo uri) {
        var brief = new LinkedHashMap<String, Object>();
        brief.put("number", number);
        brief.put("url", url.to("/deployments/" + number, uri.getBaseUri()));
        history.deployment(number).ifPresent(view -> {
            brief.put("status", view.status());
            brief.put("fleet", view.fleet());
            brief.put("kind", view.kind());
            brief.put("release", view.release());
        });
        return brief;
    }
}
