package dev.slipway.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A {@link RealFleet} whose every command writes into a ledger on its node that it ran, and tells twenty numbered
 * lines. Any of them can be made to wait in the middle of its lines.
 */
public final class CountedFleet implements AutoCloseable {
    /** Lines that each command writes. */
    public static final int LINES = 20;

    private static final String PIPELINE = """
            shared: {files: [port]}
            prepare:
              - {name: build, run: sh bin/count build}
            migrate: {name: schema, run: sh bin/count schema}
            activate:
              - {name: switch, run: sh bin/count switch}
              - {name: restart, run: sh bin/restart}
            finish:
              - {name: warm, run: sh bin/count warm, on: each}
            """;

    private static final String COUNT = """
            cd "$SLIPWAY_SHARED_PATH" || exit 1
            echo "$1" >>ledger
            i=1
            while [ $i -le %d ]; do
              echo "$1 line $i"
              if [ $i = 10 ] && [ -e "hold-$1" ]; then
                : >"waits-$1"
                while [ -e "hold-$1" ]; do sleep 0.02; done
                rm "waits-$1"
              fi
              i=$((i + 1))
            done
            """.formatted(LINES);

    private final RealFleet fleet;

    /** Starts it. */
    public CountedFleet(Path folder, int nodes) throws IOException, InterruptedException {
        fleet = new RealFleet(folder, nodes);
    }

    /** Its fleet document. */
    public String document(String name) {
        return fleet.document(name, PIPELINE, "strategy: {capacityTimeout: 20s}");
    }

    /** A release for it, whose health address answers this status. */
    public static byte[] release(String version, int health) throws IOException {
        return RealFleet.release(version, health, Map.of("bin/count", COUNT));
    }

    /** The real parts. */
    public RealFleet parts() {
        return fleet;
    }

    /** How often each command ran on each node since the last time that this was asked, as {@code node command}. */
    public Map<String, Long> counts() throws IOException {
        var counts = new TreeMap<String, Long>();
        for (var i = 0; i < fleet.servers().size(); i++) {
            var ledger = shared(i).resolve("ledger");
            if (Files.exists(ledger)) {
                var node = "web-" + (i + 1) + " ";
                counts.putAll(Files.readAllLines(ledger).stream()
                        .collect(Collectors.groupingBy(l -> node + l, Collectors.counting())));
                Files.delete(ledger);
            }
        }
        return counts;
    }

    /** From now on this command waits in the middle, on the first node. */
    public void hold(String command) throws IOException {
        Files.createFile(shared(0).resolve("hold-" + command));
    }

    /** Waits until it waits. */
    public void awaitHeld(String command) {
        Awaitility.await(command)
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.exists(shared(0).resolve("waits-" + command)));
    }

    /** It goes on. */
    public void letGo(String command) throws IOException {
        Files.delete(shared(0).resolve("hold-" + command));
    }

    /** What each node's link names. */
    public List<String> links() throws IOException {
        var links = new java.util.ArrayList<String>();
        for (var i = 0; i < fleet.servers().size(); i++) {
            links.add(fleet.current(i));
        }
        return links;
    }

    /** The balancer's state of each server, e.g. {@code web-1 UP}. */
    public List<String> members() throws IOException {
        var rows = fleet.haproxy()
                .say("show stat " + RealHaproxy.BACKEND + " 4 -1")
                .lines()
                .filter(l -> !l.isBlank())
                .map(l -> l.split(",", -1))
                .toList();
        var columns = List.of(rows.getFirst());
        Function<String, Integer> at = columns::indexOf;
        return rows.stream()
                .skip(1)
                .map(r -> r[at.apply("svname")] + " " + r[at.apply("status")])
                .toList();
    }

    private Path shared(int index) {
        return fleet.servers().get(index).home().resolve("shop/shared");
    }

    @Override
    public void close() throws IOException {
        fleet.close();
    }
}
