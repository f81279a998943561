package dev.slipway.balancer.nginx;

import dev.slipway.balancer.MemberView.Rotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One nginx at one moment: what its include file says, and which workers there are.
 *
 * @param now in seconds on its own clock
 * @param changed when the file was
 * @param sum of the file's bytes
 */
record Look(long now, long changed, String sum, int master, List<Worker> workers, IncludeFile file) {
    Look {
        workers = List.copyOf(workers);
    }

    /** What one server's line means now. */
    record State(Rotation rotation, boolean proved, String said) {}

    /**
     * Reads what the script says.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Look parse(String text) throws IncludeFile.Strange {
        var head = text.split("\nfile\n", 2);
        var values = new HashMap<String, String>();
        var workers = new ArrayList<Worker>();
        for (var line : head[0].split("\n", -1)) {
            var worker = Worker.parse(line);
            worker.ifPresent(workers::add);
            if (worker.isEmpty()) {
                var words = line.split(" ", 2);
                values.put(words[0], words.length == 2 ? words[1].strip() : "");
            }
        }
        if (head.length != 2) {
            throw new IllegalArgumentException("no file");
        }
        return new Look(
                Long.parseLong(values.getOrDefault("now", "")),
                Long.parseLong(values.getOrDefault("changed", "")),
                values.getOrDefault("sum", ""),
                Integer.parseInt(values.getOrDefault("master", "")),
                workers,
                IncludeFile.parse(head[1]));
    }

    /** The workers of the master that runs now. */
    List<Worker> present() {
        return workers.stream().filter(worker -> worker.parent() == master).toList();
    }

    /** What to note at a line that is changed now. */
    Mark mark() {
        return new Mark(now, present().stream().map(Worker::pid).toList());
    }

    /** Whether the line is not in force yet: a worker takes requests that does not know it. */
    boolean pending(ServerLine line) {
        return unaware(line).anyMatch(worker -> !worker.leaving());
    }

    State state(ServerLine line, Duration timeout) {
        if (!line.down()) {
            return up(line);
        }
        if (pending(line)) {
            return new State(Rotation.DRAINING, false, "down in the file, and nginx has not loaded it yet");
        }
        var leaving = unaware(line).count();
        if (leaving == 0) {
            return new State(Rotation.OUT, true, "down");
        }
        var waited = now - since(line);
        return waited < timeout.toSeconds()
                ? new State(
                        Rotation.DRAINING,
                        false,
                        "down; old workers that end their requests: " + leaving + " (" + waited + " of at most "
                                + timeout.toSeconds() + " s)")
                : new State(
                        Rotation.OUT,
                        false,
                        "down; old workers that still have requests after " + timeout.toSeconds() + " s: " + leaving
                                + ", perhaps of other servers");
    }

    /** A person's own edit that waits for a reload takes nobody out: most servers of the file were up before it. */
    private State up(ServerLine line) {
        var said = line.backup() ? "up (backup)" : "up";
        if (!pending(line)) {
            return new State(Rotation.IN, true, said);
        }
        return new State(
                line.mark() == null ? Rotation.IN : Rotation.UNKNOWN,
                false,
                said + " in the file, and nginx has not loaded it yet");
    }

    private long since(ServerLine line) {
        return Optional.ofNullable(line.mark()).map(Mark::at).orElse(changed);
    }

    /** Workers that began before the line was as it is. A number may since belong to a younger one. */
    private Stream<Worker> unaware(ServerLine line) {
        var mark = line.mark();
        if (mark != null) {
            return workers.stream()
                    .filter(worker -> mark.workers().contains(worker.pid()) && now - worker.age() <= mark.at() + 1);
        }
        // A person's line: the file's own time counts, with a second to spare because ps cuts ages off.
        return present().stream().filter(worker -> now - worker.age() + 1 < changed);
    }
}
