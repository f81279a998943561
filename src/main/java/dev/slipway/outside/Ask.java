package dev.slipway.outside;

import dev.slipway.secret.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param headers that go along to wherever redirects lead
 * @param secrets headers that stay behind when a redirect leads to another host, port or scheme
 * @param body null: none
 */
public record Ask(
        String method,
        Target target,
        Map<String, String> headers,
        Map<String, Secret> secrets,
        byte @Nullable [] body,
        Limits limits) {
    public Ask {
        headers = Map.copyOf(headers);
        secrets = Map.copyOf(secrets);
    }

    /** A request for what is there. */
    public static Ask get(Target target, Limits limits) {
        return new Ask("GET", target, Map.of(), Map.of(), null, limits);
    }

    /** A request that hands something over. Its redirects are not followed. */
    public static Ask post(Target target, byte[] body, Limits limits) {
        return new Ask("POST", target, Map.of(), Map.of(), body, limits);
    }

    /** The same with one more header. */
    public Ask with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Ask(method, target, more, secrets, body, limits);
    }

    /** The same with one more header that is nobody else's business. */
    public Ask with(String name, Secret value) {
        var more = new LinkedHashMap<>(secrets);
        more.put(name, value);
        return new Ask(method, target, headers, more, body, limits);
    }

    Ask led(Target elsewhere) {
        return new Ask(method, elsewhere, headers, target.sameOrigin(elsewhere) ? secrets : Map.of(), body, limits);
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
