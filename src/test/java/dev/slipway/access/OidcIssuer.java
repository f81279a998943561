package dev.slipway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A provider of OpenID Connect, written from the specifications and without the product's libraries. It is strict with
 * its client (secret, PKCE, redirect address, each code once), and can be told to sign what it should not.
 */
final class OidcIssuer implements AutoCloseable {
    static final String CLIENT = "slipway-test";
    static final String SECRET = "s3cret: with+odd/signs";
    /** Outlives this class, which is loaded anew for each application: clients may keep the key a while. */
    private static final String KEYS = "slipway.test.sso.keys";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private volatile Person person = new Person("sub-0", "nobody in particular", List.of());
    private volatile Consumer<Map<String, Object>> twist = claims -> {};
    private volatile Signing signing = Signing.RIGHT;
    private volatile boolean refuses;
    private volatile boolean asksFirst;
    private volatile Map<String, String> lastAsked = Map.of();

    /** Whoever is signed in at the provider. */
    record Person(String subject, String name, List<String> groups) {}

    /** How ID tokens are signed. */
    enum Signing {
        RIGHT,
        FOREIGN_KEY,
        UNKNOWN_KEY_ID,
        NONE,
        HMAC_WITH_THE_PUBLIC_KEY,
        BROKEN
    }

    private OidcIssuer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/openid-configuration", this::discovery);
        server.createContext("/keys", this::keys);
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
    }

    static OidcIssuer at(int port) throws IOException {
        return new OidcIssuer(port);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** This one is signed in from now on, and nothing is forged any more. */
    void person(String subject, String name, String... groups) {
        person = new Person(subject, name, Arrays.asList(groups));
        twist = claims -> {};
        signing = Signing.RIGHT;
        refuses = false;
    }

    /** Somebody whom no test has seen. */
    static String newSubject() {
        return "subject|" + COUNT.incrementAndGet() + "|" + System.nanoTime();
    }

    void twist(Consumer<Map<String, Object>> change) {
        twist = change;
    }

    void sign(Signing how) {
        signing = how;
    }

    /** Whoever comes does not agree. */
    void refuse() {
        refuses = true;
    }

    /** Shows a page with a button first, as providers do. */
    void askFirst() {
        asksFirst = true;
    }

    /** What the client asked for last. */
    Map<String, String> lastAsked() {
        return lastAsked;
    }

    /** Signs with a new key from now on. */
    static void rotate() {
        System.setProperty(KEYS, text(SignedTokens.newKeys()));
    }

    private void discovery(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                Map.of(
                        "issuer", address(),
                        "authorization_endpoint", address() + "/authorize",
                        "token_endpoint", address() + "/token",
                        "jwks_uri", address() + "/keys",
                        "response_types_supported", List.of("code"),
                        "subject_types_supported", List.of("public"),
                        "id_token_signing_alg_values_supported", List.of("RS256")));
    }

    private void keys(HttpExchange exchange) throws IOException {
        answer(exchange, 200, Map.of("keys", List.of(SignedTokens.published(keyId(), ownKeys()))));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        var asked = fields(exchange.getRequestURI().getRawQuery());
        lastAsked = asked;
        if (asksFirst && !asked.containsKey("agreed")) {
            page(exchange, exchange.getRequestURI().getRawQuery());
            return;
        }
        var back = Objects.requireNonNull(asked.get("redirect_uri")) + "?state="
                + encoded(Objects.requireNonNull(asked.get("state"))) + "&iss=" + encoded(address());
        if (refuses) {
            redirect(exchange, back + "&error=access_denied");
            return;
        }
        var code = "code-" + COUNT.incrementAndGet();
        codes.put(code, asked);
        redirect(exchange, back + "&code=" + code);
    }

    private void page(HttpExchange exchange, String query) throws IOException {
        var html =
                "<!doctype html><html lang=en><title>Harbour ID</title><h1>Harbour ID</h1><a id=agree href=\"/authorize?"
                        + query.replace("&", "&amp;") + "&amp;agreed=1\">Sign in as " + person.name() + "</a></html>";
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        send(exchange, 200, html);
    }

    private void token(HttpExchange exchange) throws IOException {
        var form = fields(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        var expected = "Basic "
                + Base64.getEncoder().encodeToString((encoded(CLIENT) + ":" + encoded(SECRET)).getBytes(UTF_8));
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        var asked = codes.remove(String.valueOf(form.get("code")));
        if (asked == null
                || !"authorization_code".equals(form.get("grant_type"))
                || !Objects.equals(asked.get("redirect_uri"), form.get("redirect_uri"))
                || !"S256".equals(asked.get("code_challenge_method"))
                || !Objects.equals(asked.get("code_challenge"), challenge(form.get("code_verifier")))) {
            answer(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        answer(exchange, 200, Map.of("access_token", "unused", "token_type", "Bearer", "id_token", idToken(asked)));
    }

    private String idToken(Map<String, String> asked) throws IOException {
        var now = Instant.now().getEpochSecond();
        var claims = new HashMap<String, Object>();
        claims.put("iss", address());
        claims.put("aud", CLIENT);
        claims.put("sub", person.subject());
        claims.put("nonce", Objects.requireNonNull(asked.get("nonce")));
        claims.put("iat", now);
        claims.put("exp", now + 300);
        claims.put("amr", List.of("pwd", "mfa"));
        claims.put("preferred_username", person.name());
        claims.put("groups", person.groups());
        if (asked.containsKey("max_age")) {
            claims.put("auth_time", now);
        }
        twist.accept(claims);
        var header = new TreeMap<String, Object>(Map.of("alg", "RS256", "typ", "JWT", "kid", keyId()));
        switch (signing) {
            case NONE -> header.put("alg", "none");
            case HMAC_WITH_THE_PUBLIC_KEY -> header.put("alg", "HS256");
            case UNKNOWN_KEY_ID -> header.put("kid", "made-up");
            case RIGHT, FOREIGN_KEY, BROKEN -> {}
        }
        var body = SignedTokens.base64(json.writeValueAsBytes(header)) + "."
                + SignedTokens.base64(json.writeValueAsBytes(claims));
        try {
            return body + "." + signature(body);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private String signature(String body) throws GeneralSecurityException {
        return switch (signing) {
            case NONE -> "";
            case HMAC_WITH_THE_PUBLIC_KEY -> {
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(ownKeys().getPublic().getEncoded(), "HmacSHA256"));
                yield SignedTokens.base64(mac.doFinal(body.getBytes(UTF_8)));
            }
            case BROKEN -> SignedTokens.base64(SignedTokens.signed(ownKeys(), body + "x"));
            case FOREIGN_KEY, UNKNOWN_KEY_ID ->
                SignedTokens.base64(SignedTokens.signed(SignedTokens.foreignKeys(), body));
            case RIGHT -> SignedTokens.base64(SignedTokens.signed(ownKeys(), body));
        };
    }

    private static KeyPair ownKeys() {
        if (System.getProperty(KEYS) == null) {
            rotate();
        }
        var parts = System.getProperty(KEYS).split(" ", 2);
        try {
            var factory = KeyFactory.getInstance("RSA");
            return new KeyPair(
                    factory.generatePublic(
                            new X509EncodedKeySpec(Base64.getDecoder().decode(parts[0]))),
                    factory.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(parts[1]))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(KeyPair keys) {
        var encoder = Base64.getEncoder();
        return encoder.encodeToString(keys.getPublic().getEncoded()) + " "
                + encoder.encodeToString(keys.getPrivate().getEncoded());
    }

    private static String keyId() {
        return Integer.toHexString(Arrays.hashCode(ownKeys().getPublic().getEncoded()));
    }

    private static String challenge(@Nullable String verifier) {
        try {
            return SignedTokens.base64(MessageDigest.getInstance("SHA-256")
                    .digest(String.valueOf(verifier).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static Map<String, String> fields(String query) {
        var fields = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            var at = pair.indexOf('=');
            fields.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), UTF_8));
        }
        return fields;
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        send(exchange, 302, "");
    }

    private void answer(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, status, json.writeValueAsString(body));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
