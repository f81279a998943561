package dev.slipway.access.sso;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.access.sso.SsoException.Trouble;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where the provider says that it does what; asked when first needed, and again every ten minutes. */
final class Discovery {
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";
    private static final long KEPT = TimeUnit.MINUTES.toNanos(10);

    private final Line line;
    private final Client client;
    private final ObjectMapper json;
    private volatile @Nullable Known known;

    Discovery(Line line, Client client, ObjectMapper json) {
        this.line = line;
        this.client = client;
        this.json = json;
    }

    /**
     * The provider's addresses.
     *
     * @param basic whether the client's secret goes into a header, else into the form
     */
    record Endpoints(URI authorization, URI token, URI keys, boolean basic) {}

    private record Known(Endpoints endpoints, long since) {}

    Endpoints endpoints() throws SsoException {
        var before = known;
        if (before != null && System.nanoTime() - before.since() < KEPT) {
            return before.endpoints();
        }
        var now = ask();
        known = new Known(now, System.nanoTime());
        return now;
    }

    private Endpoints ask() throws SsoException {
        var address = URI.create(client.issuer().toString().replaceFirst("/$", "") + WELL_KNOWN);
        var reply = line.get(address);
        if (reply.status() != 200) {
            throw new SsoException(
                    reply.status() < 500 ? Trouble.SETTINGS : Trouble.AWAY, address + " answered " + reply.status());
        }
        JsonNode told;
        try {
            told = json.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new SsoException(Trouble.AWAY, address + " answered no JSON", e);
        }
        var issuer = told.path("issuer").asText("");
        if (!issuer.equals(client.issuer().toString())) {
            throw new SsoException(
                    Trouble.SETTINGS,
                    "the provider calls itself \"" + issuer + "\"; slipway.sso.issuer must be exactly that");
        }
        return new Endpoints(
                address(told, "authorization_endpoint"),
                address(told, "token_endpoint"),
                address(told, "jwks_uri"),
                basic(told.path("token_endpoint_auth_methods_supported")));
    }

    private static URI address(JsonNode told, String name) throws SsoException {
        try {
            var address = URI.create(told.path(name).asText(""));
            if (Client.isSafe(address)) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new SsoException(Trouble.SETTINGS, "the provider's " + name + " is no https address");
    }

    /** A provider that does not say takes the header. */
    private static boolean basic(JsonNode methods) {
        for (var method : methods) {
            if (method.asText().equals("client_secret_basic")) {
                return true;
            }
        }
        return methods.isEmpty();
    }
}
