package dev.slipway.access.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.access.sso.SsoException.Trouble;
import java.net.URI;
import java.net.URLEncoder;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** One OpenID Connect provider: sends people there, and finds out who came back (code flow with PKCE). */
public final class Provider {
    private final Client client;
    private final Line line = new Line();
    private final Discovery discovery;
    private final IdTokens idTokens;
    private final ObjectMapper json;

    public Provider(Client client, ObjectMapper json, InstantSource clock) {
        this.client = client;
        this.json = json;
        discovery = new Discovery(line, client, json);
        idTokens = new IdTokens(line, client, clock);
    }

    /** Where the browser goes. */
    public URI address(Errand errand) throws SsoException {
        var at = discovery.endpoints().authorization();
        var asked = new LinkedHashMap<String, String>();
        asked.put("response_type", "code");
        asked.put("client_id", client.id());
        asked.put("redirect_uri", client.callback().toString());
        asked.put("scope", ("openid " + String.join(" ", client.scopes())).strip());
        asked.put("state", errand.state());
        asked.put("nonce", errand.nonce());
        asked.put("code_challenge", errand.challenge());
        asked.put("code_challenge_method", "S256");
        if (!client.acr().isEmpty()) {
            asked.put("acr_values", String.join(" ", client.acr()));
        }
        if (errand.fresh()) {
            asked.put("prompt", "login");
            asked.put("max_age", "0");
        }
        return URI.create(at + (at.getRawQuery() == null ? "?" : "&") + form(asked));
    }

    /** Who came back with this code. */
    public Arrival arrival(String code, Errand errand) throws SsoException {
        var endpoints = discovery.endpoints();
        var asked = new LinkedHashMap<String, String>();
        asked.put("grant_type", "authorization_code");
        asked.put("code", code);
        asked.put("redirect_uri", client.callback().toString());
        asked.put("code_verifier", errand.verifier().reveal());
        asked.put("client_id", client.id());
        var authorization = "";
        if (endpoints.basic()) {
            var pair = encoded(client.id()) + ":" + encoded(client.secret().reveal());
            authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
        } else {
            asked.put("client_secret", client.secret().reveal());
        }
        var token = idToken(line.post(endpoints.token(), form(asked), authorization));
        var claims = idTokens.judged(token, endpoints.keys(), errand);
        try {
            var signedIn = claims.getDateClaim("auth_time");
            return new Arrival(
                    client.issuer().toString(),
                    claims.getSubject(),
                    Objects.requireNonNullElse(IdTokens.text(claims, client.nameClaim()), ""),
                    IdTokens.texts(claims, client.groupsClaim()),
                    signedIn == null ? null : signedIn.toInstant(),
                    IdTokens.texts(claims, "amr").stream().anyMatch(client.amr()::contains)
                            || IdTokens.texts(claims, "acr").stream().anyMatch(client.acr()::contains));
        } catch (ParseException e) {
            throw new SsoException(Trouble.FORGED, "the ID token has an auth_time that is none", e);
        }
    }

    private String idToken(Line.Reply reply) throws SsoException {
        if (reply.status() >= 500 || reply.status() == 429) {
            throw new SsoException(Trouble.AWAY, "the provider's token address answered " + reply.status());
        }
        JsonNode told;
        try {
            told = json.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new SsoException(Trouble.AWAY, "the provider's token address answered no JSON", e);
        }
        var said = told.path("error").asText("");
        var error = said.matches("[a-z_]{1,60}") ? said : "";
        if (error.equals("invalid_grant")) {
            throw new SsoException(Trouble.DECLINED, "the provider does not take the code (any more)");
        }
        var token = told.path("id_token").asText("");
        if (reply.status() != 200 || token.isEmpty()) {
            throw new SsoException(
                    Trouble.SETTINGS,
                    "the provider gave no ID token: status " + reply.status()
                            + (error.isEmpty() ? "" : ", " + error)
                            + (error.equals("invalid_client") ? "; look at slipway.sso.client-id and -secret" : ""));
        }
        return token;
    }

    private static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + encoded(value.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
