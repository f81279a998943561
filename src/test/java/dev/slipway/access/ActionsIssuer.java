package dev.slipway.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Gives workflows their tokens, as GitHub does. */
final class ActionsIssuer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpServer server;
    private final Map<String, KeyPair> published = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    private volatile @Nullable Object instead;

    private ActionsIssuer(HttpServer server) {
        this.server = server;
    }

    static ActionsIssuer at(int port) throws IOException {
        var issuer =
                new ActionsIssuer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        issuer.server.createContext("/", issuer::answer);
        issuer.server.start();
        return issuer;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Publishes a new key under this id. */
    KeyPair publish(String id) {
        var keys = SignedTokens.newKeys();
        published.put(id, keys);
        return keys;
    }

    void publish(String id, KeyPair keys) {
        published.put(id, keys);
    }

    void forget(String id) {
        published.remove(id);
    }

    /** Answers this in place of the keys. */
    void tellOnly(Object told) {
        instead = told;
    }

    /** What GitHub writes into the token of a job that deploys main of acme/shop to production. */
    Map<String, Object> claims(String audience) {
        var now = Instant.now().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", address());
        claims.put("aud", audience);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("sub", "repo:acme/shop:environment:production");
        claims.put("iat", now);
        claims.put("nbf", now - 300);
        claims.put("exp", now + 300);
        claims.put("repository", "acme/shop");
        claims.put("repository_id", "4711");
        claims.put("repository_owner", "acme");
        claims.put("repository_owner_id", "42");
        claims.put("ref", "refs/heads/main");
        claims.put("environment", "production");
        claims.put("event_name", "push");
        claims.put("job_workflow_ref", "acme/shop/.github/workflows/deploy.yml@refs/heads/main");
        claims.put("run_number", "1873");
        claims.put("run_attempt", "1");
        return claims;
    }

    static String sign(KeyPair keys, Map<String, Object> header, Map<String, Object> claims)
            throws GeneralSecurityException, JsonProcessingException {
        var body = part(header) + "." + part(claims);
        return body + "." + SignedTokens.base64(SignedTokens.signed(keys, body));
    }

    static String part(Map<String, Object> value) throws JsonProcessingException {
        return SignedTokens.base64(JSON.writeValueAsBytes(value));
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        var path = exchange.getRequestURI().getPath();
        Object told =
                switch (path) {
                    case "/.well-known/openid-configuration" ->
                        Map.of("issuer", address(), "jwks_uri", address() + "/keys");
                    case "/keys" ->
                        Objects.requireNonNullElseGet(
                                instead,
                                () -> Map.of(
                                        "keys",
                                        published.entrySet().stream()
                                                .map(one -> SignedTokens.published(one.getKey(), one.getValue()))
                                                .toList()));
                    default -> List.of();
                };
        var bytes = JSON.writeValueAsBytes(told);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
