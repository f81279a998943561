package dev.slipway.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.WebApi;
import dev.slipway.fleet.DiscoveryRule;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.secret.Secret;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON where a rule says, with its token. */
final class Web {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DiscoveryRule rule;
    private final BalancerSecrets secrets;
    private final String header;
    private final String scheme;
    private final Map<Integer, String> advice;

    /** {@code header: scheme token} is sent; {@code advice}: what to do about an answer of this status. */
    Web(DiscoveryRule rule, BalancerSecrets secrets, String header, String scheme, Map<Integer, String> advice) {
        this.rule = rule;
        this.secrets = secrets;
        this.header = header;
        this.scheme = scheme;
        this.advice = advice;
    }

    JsonNode read(URI base, String path) throws DiscoveryException, InterruptedException {
        var who = "looking up servers of " + rule.source();
        try {
            var token = token(who);
            var api = new WebApi(who, base, token == null ? Map.of() : Map.of(header, token));
            var answer = api.send("GET", path, null, Map.of());
            if (!answer.fine()) {
                throw refused(who, base + path, answer.shown(), advice(answer.status()));
            }
            return JSON.readTree(answer.body());
        } catch (BalancerException e) {
            throw new DiscoveryException(e.failure());
        } catch (JsonProcessingException _) {
            throw refused(who, base + path, "the answer is no JSON", "Is this the right address?");
        }
    }

    private @Nullable Secret token(String who) throws BalancerException {
        var file = rule.options().get("token");
        return file == null
                ? null
                : Secret.of(scheme + secrets.read(who, "token", file).reveal());
    }

    private String advice(int status) {
        return advice.getOrDefault(status, "It is asked again; look at what the answer says if it stays so");
    }

    private static DiscoveryException refused(String who, String where, String answered, String next) {
        return new DiscoveryException(new Failure(Category.BALANCER, null, who + ": GET " + where, answered, next));
    }
}
