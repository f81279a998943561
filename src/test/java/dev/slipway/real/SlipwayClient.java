package dev.slipway.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** Slipway's HTTP interface, as a script uses it. */
public final class SlipwayClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI address;

    /** At this address. */
    public SlipwayClient(URI address) {
        this.address = address;
    }

    /** The program's address. */
    public URI address() {
        return address;
    }

    /** Whether it says that it is ready; false also when nothing answers. */
    public boolean ready() throws InterruptedException {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** Stores the fleet's document. */
    public void putFleet(String name, String document) throws IOException, InterruptedException {
        var request = request("/api/v1/fleets/" + name)
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString(document));
        expect(send(request), 200, 201);
    }

    /** Stores the fleet's environment file {@code .env}. */
    public void putEnvironment(String fleet, String lines) throws IOException, InterruptedException {
        var request = request("/api/v1/fleets/" + fleet + "/environment")
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString(lines));
        expect(send(request), 200);
    }

    /** Uploads an archive as a release. */
    public void upload(String application, String version, byte[] archive) throws IOException, InterruptedException {
        var edge = "----slipway-test";
        var body = new ByteArrayOutputStream();
        body.writeBytes(text("--" + edge + "\r\nContent-Disposition: form-data; name=\"version\"\r\n\r\n" + version
                + "\r\n--" + edge
                + "\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"release.tar.gz\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n"));
        body.writeBytes(archive);
        body.writeBytes(text("\r\n--" + edge + "--\r\n"));
        var request = request("/api/v1/applications/" + application + "/releases")
                .header("Content-Type", "multipart/form-data; boundary=" + edge)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
        expect(send(request), 200, 201);
    }

    /** Begins a deployment and answers its number. */
    public long deploy(String fleet, String release) throws IOException, InterruptedException {
        var answer = post("/api/v1/fleets/" + fleet + "/deployments", Map.of("release", release));
        return json(expect(answer, 202)).get("number").asLong();
    }

    /** Says something to a deployment, e.g. {@code pause}. */
    public HttpResponse<String> tell(long number, String choice, Map<String, ?> body)
            throws IOException, InterruptedException {
        return post("/api/v1/deployments/" + number + "/" + choice, body);
    }

    /** Reads a deployment. */
    public JsonNode deployment(long number) throws IOException, InterruptedException {
        return json(expect(get("/api/v1/deployments/" + number), 200));
    }

    /** Waits until it is over, or asks a question; an instance that does not answer meanwhile is asked again. */
    public JsonNode awaitEnd(long number, Duration atMost) {
        return Awaitility.await("the end of deployment " + number)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsMatching(IOException.class::isInstance)
                .until(
                        () -> deployment(number),
                        d -> !d.path("finishedAt").isNull()
                                || d.path("status").asText().equals("held"));
    }

    /** Its log as text. */
    public String deploymentLog(long number) throws IOException, InterruptedException {
        return expect(get("/api/v1/deployments/" + number + "/log"), 200).body();
    }

    /**
     * Follows a deployment's events.
     *
     * @param after the number of the last one that is known; 0: from the first
     */
    public EventReader events(long number, long after) {
        return EventReader.open(
                http, address.resolve("/api/v1/deployments/" + number + "/events"), after == 0 ? "" : "" + after);
    }

    /** Any address. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** Any address, with JSON. */
    public HttpResponse<String> post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** The body as JSON. */
    public static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> expect(HttpResponse<String> answer, int... wanted) throws IOException {
        for (var status : wanted) {
            if (answer.statusCode() == status) {
                return answer;
            }
        }
        throw new IOException(answer.request().method() + " " + answer.uri() + " was answered with "
                + answer.statusCode() + " " + answer.body());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
