package dev.slipway.balancer;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Two applications and a visitor. */
public final class SmallFleet implements AutoCloseable {
    private final List<SmallApp> apps;
    private final HttpClient visitor = HttpClient.newHttpClient();

    /** Starts {@code web-1} and {@code web-2}. */
    public SmallFleet() throws IOException {
        apps = List.of(new SmallApp("web-1"), new SmallApp("web-2"));
    }

    /** The application of this name. */
    public SmallApp app(String name) {
        return apps.stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
    }

    /** Name → port. */
    public Map<String, Integer> ports() {
        var ports = new LinkedHashMap<String, Integer>();
        apps.forEach(app -> ports.put(app.name(), app.port()));
        return ports;
    }

    /** Sends a request through the balancer at this port, and says who answered: a member's name, or a status. */
    public String visit(int port) throws IOException, InterruptedException {
        var answer = visitor.send(request(port, "/"), BodyHandlers.ofString());
        return answer.statusCode() == 200 ? answer.body() : String.valueOf(answer.statusCode());
    }

    /** Sends a request that stays in flight until {@link SmallApp#release}. */
    public CompletableFuture<HttpResponse<String>> hold(int port) {
        return visitor.sendAsync(request(port, "/hold"), BodyHandlers.ofString());
    }

    /** Begins requests to this port until the member has one that stays, and gives all of them. */
    public List<CompletableFuture<HttpResponse<String>>> hold(int port, String member) {
        var begun = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        while (app(member).holding() == 0) {
            var before = holding();
            begun.add(hold(port));
            await().atMost(Duration.ofSeconds(20)).until(() -> holding() > before);
        }
        return begun;
    }

    private int holding() {
        return apps.stream().mapToInt(SmallApp::holding).sum();
    }

    /** Ends all requests that are held. */
    public void release() {
        apps.forEach(SmallApp::release);
    }

    /** Where a member listens, as balancers without names call it. */
    public String address(String member) {
        return "127.0.0.1:" + app(member).port();
    }

    /** The balancer, under the members' own names. */
    public Balancer named(Balancer own) {
        return new Renamed(own, apps.stream().collect(Collectors.toMap(SmallApp::name, app -> address(app.name()))));
    }

    @Override
    public void close() {
        apps.forEach(SmallApp::close);
        visitor.close();
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
    }
}
