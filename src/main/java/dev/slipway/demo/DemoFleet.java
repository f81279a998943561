package dev.slipway.demo;

import dev.slipway.balancer.embedded.EmbeddedProxies;
import dev.slipway.balancer.embedded.EmbeddedProxy;
import dev.slipway.balancer.embedded.EmbeddedProxy.Check;
import dev.slipway.balancer.embedded.EmbeddedProxy.Member;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Three servers and the balancer before them, all in this process. */
final class DemoFleet implements AutoCloseable {
    static final String NAME = "demo-shop";
    static final String APPLICATION = "shop";
    static final String KEY = "demo";

    private static final String BALANCER = "demo";
    private static final int SERVERS = 3;
    private static final int WITHOUT_TAX_RULES = 2;

    private final List<DemoNode> nodes = new ArrayList<>();
    private final EmbeddedProxy proxy;
    private final EmbeddedProxies proxies;

    private DemoFleet(Path folder, String publicKey, Vertx vertx, EmbeddedProxies proxies)
            throws IOException, InterruptedException {
        this.proxies = proxies;
        for (var number = 1; number <= SERVERS; number++) {
            String name = "web-" + number;
            var home = new NodeFolder(name, folder.resolve(name), number != WITHOUT_TAX_RULES);
            var node = DemoNode.start(home, publicKey);
            nodes.add(node);
            node.startSite();
        }
        var members = nodes.stream()
                .map(node -> new Member(node.name(), "127.0.0.1", node.sitePort()))
                .toList();
        proxy = EmbeddedProxy.start(vertx, 0, members, Check.of("/health"));
        proxies.register(BALANCER, proxy);
    }

    /** Starts them; their files are in the folder. */
    static DemoFleet start(Path folder, String publicKey, Vertx vertx, EmbeddedProxies proxies)
            throws IOException, InterruptedException {
        return new DemoFleet(folder, publicKey, vertx, proxies);
    }

    /** What visitors open. */
    URI shop() {
        return URI.create("http://127.0.0.1:" + proxy.port() + "/");
    }

    /** The fleet document, as somebody would write it. */
    String document() {
        return """
                fleet: %s
                application: %s
                environment: demo
                pipeline: generic
                deployPath: %s
                ssh: {user: demo, key: %s}
                balancers:
                  edge: {driver: embedded, endpoints: ["embedded:%s"]}
                nodes:
                %shealth:
                  http: {path: /health, port: %d, via: ssh, status: 200, version: {json: /version}}
                  interval: 100ms
                  consecutive: 2
                  timeout: 15s
                  process: {pidFile: shared/site.pid}
                strategy: {wave: 1, onFailure: rollback}
                """.formatted(
                        NAME,
                        APPLICATION,
                        NodeFolder.DEPLOY_PATH,
                        KEY,
                        BALANCER,
                        nodes.stream().map(DemoFleet::line).collect(Collectors.joining()),
                        nodes.getFirst().sitePort());
    }

    private static String line(DemoNode node) {
        return "  - {name: %s, host: 127.0.0.1, port: %d, hostKey: \"%s\", healthPort: %d, members: {edge: %s}}\n"
                .formatted(node.name(), node.port(), node.hostKey(), node.sitePort(), node.name());
    }

    @Override
    public void close() {
        proxies.remove(BALANCER);
        proxy.close();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            nodes.forEach(node -> threads.execute(node::close)); // each takes two seconds
        }
    }
}
