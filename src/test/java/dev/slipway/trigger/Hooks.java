package dev.slipway.trigger;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.oneOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.outside.OddServer;
import dev.slipway.real.RealFleet;
import dev.slipway.secret.Secret;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** Plays GitHub to one fleet: signs messages, delivers them, and looks at what came of them. */
public final class Hooks {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SECRET = "correct horse battery staple";

    /** The nodes here say nothing, so this key is compared with none. */
    private static final String NEVER_SHOWN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    /** What every release of these tests has in it. */
    public static final byte[] ARTIFACT = artifact();

    /** Forms are sent as they are, for their bytes are signed. */
    private static final RestAssuredConfig RAW = RestAssuredConfig.config()
            .encoderConfig(EncoderConfig.encoderConfig()
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                    .encodeContentTypeAs("application/x-www-form-urlencoded", ContentType.BINARY));

    private final String fleet;

    /** For a fleet that is there. */
    public Hooks(String fleet) {
        this.fleet = fleet;
    }

    /** A fleet with this webhook secret, whose only node cannot be reached: its deployments fail, and that is soon. */
    public static Hooks of(String fleet, String triggers) throws IOException {
        int port;
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        fleet(fleet, port, triggers);
        var hooks = new Hooks(fleet);
        hooks.secret(SECRET);
        return hooks;
    }

    /** A fleet whose only node is at this port of loopback. {@code more} is appended to its document as it is. */
    public static void fleet(String fleet, int port, String more) {
        given().post("/api/v1/keys/" + fleet);
        given().contentType("text/plain")
                .body(document(fleet, port, more))
                .put("/api/v1/fleets/" + fleet)
                .then()
                .statusCode(oneOf(200, 201));
    }

    /** Its document. */
    public static String document(String fleet, int port, String more) {
        return """
                fleet: %1$s
                application: %1$s
                environment: test
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, port: %2$d, key: %1$s}
                nodes: [{name: web-1, host: 127.0.0.1, hostKey: "%3$s"}]
                strategy: {allowInterruption: true}
                %4$s
                """.formatted(fleet, port, NEVER_SHOWN, more);
    }

    /** Sets the webhook secret to the one that messages are signed with here. */
    public Hooks known() {
        secret(SECRET);
        return this;
    }

    /** Sets the webhook secret. */
    public void secret(String secret) {
        given().contentType("text/plain")
                .body(secret)
                .put("/api/v1/fleets/" + fleet + "/webhook-secret")
                .then()
                .statusCode(200);
    }

    private static byte[] artifact() {
        try {
            return RealFleet.release("1", 200, "exit 0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A rule for pushes to the main branch, with releases from there. */
    public static String pushes(OddServer artifacts) {
        return "triggers: {github: [{on: push, repository: acme/shop, branch: main, " + from(artifacts) + "}]}";
    }

    /** A server of artifacts and their digests, by the path without its end. */
    public static OddServer artifacts(Function<String, byte[]> artifact) throws IOException {
        return new OddServer((head, out) -> {
            var path = head.split(" ", 3)[1];
            if (path.endsWith(".sha256")) {
                var bytes = artifact.apply(path.replace(".tar.gz.sha256", ""));
                OddServer.answer(out, "200 OK", "", (sha256(bytes) + "  " + path.substring(1)).getBytes(UTF_8));
            } else {
                OddServer.answer(out, "200 OK", "", artifact.apply(path.replace(".tar.gz", "")));
            }
        });
    }

    /** The release of a rule that takes it from there. */
    public static String from(OddServer artifacts) {
        return "release: {from: url, url: \"%1$s\", sha256: \"%1$s.sha256\"}".formatted(artifacts.url("/{sha}.tar.gz"));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The signature of a body. */
    public static String signature(String secret, byte[] body) {
        return "sha256=" + HexFormat.of().formatHex(Signature.of(Secret.of(secret), body));
    }

    /** Delivers a message that is as it should be, and has another id than all others. */
    public long deliver(String event, ObjectNode message) {
        return deliver(event, message, UUID.randomUUID().toString());
    }

    /** Likewise, with this id; the delivery's number. */
    public long deliver(String event, ObjectNode message, String guid) {
        return send(event, message.toString().getBytes(UTF_8), "application/json", SECRET, guid)
                .then()
                .statusCode(202)
                .extract()
                .<Integer>path("id")
                .longValue();
    }

    /** Sends any body, signed with that secret. */
    public Response send(String event, byte[] body, String type, String secret, String guid) {
        return given().config(RAW)
                .contentType(type)
                .header("X-GitHub-Event", event)
                .header("X-GitHub-Delivery", guid)
                .header("X-Hub-Signature-256", signature(secret, body))
                .body(body)
                .post("/hooks/github/" + fleet);
    }

    /** The delivery, once it was looked at. */
    public ValidatableResponse outcome(long id) {
        Awaitility.await().atMost(LONG).until(() -> !state(id).equals("waiting"));
        return given().get("/api/v1/fleets/" + fleet + "/deliveries/" + id)
                .then()
                .statusCode(200);
    }

    /** How it stands with it. */
    public String state(long id) {
        return given().get("/api/v1/fleets/" + fleet + "/deliveries/" + id).path("state");
    }

    /** Its verdict, once it was looked at. */
    public String verdict(long id) {
        return outcome(id).extract().path("verdict");
    }
}
