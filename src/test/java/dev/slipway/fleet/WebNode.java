package dev.slipway.fleet;

import java.util.Map;

/** A node that nothing reaches, for tests that only plan and decide: {@code web-1}, member of balancer {@code edge}. */
public final class WebNode {
    private WebNode() {}

    /** The node {@code web-<number>}. */
    public static Node of(int number) {
        var name = "web-" + number;
        return new Node(
                name,
                "127.0.0.1",
                22,
                "deploy",
                new KeyRef.Stored("k"),
                null,
                "/srv/shop",
                null,
                Map.of(),
                Map.of("edge", name),
                null);
    }
}
