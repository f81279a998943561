package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.BalancerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The processes that a reload left to end their requests. The present process does not count these, so a server that
 * was drained before or after the reload looks idle while they still hold requests on it; only the master's socket
 * knows them ({@code show proc}, and {@code @!PID} before a command; HAProxy's management guide, section 9.4).
 */
final class OldWorkers {
    /** A master waits for the next command until it is told that there is none. */
    private static final String NO_MORE = ";quit";

    private static final String SECTION = "# old workers";

    private final RuntimeSocket master;

    OldWorkers(RuntimeSocket master) {
        this.master = master;
    }

    /** Requests that they hold on the servers of the backend; servers without any are left out. */
    Map<String, Integer> requests(String backend) throws BalancerException, InterruptedException {
        var requests = new HashMap<String, Integer>();
        for (var pid : pids(processes())) {
            var answer = master.ask("@!" + pid + " show servers conn " + backend + NO_MORE);
            connections(answer, backend).forEach((server, used) -> requests.merge(server, used, Integer::sum));
        }
        return requests;
    }

    private String processes() throws BalancerException, InterruptedException {
        var answer = master.ask("show proc" + NO_MORE);
        if (!answer.contains("master")) {
            throw master.failure(
                    "show proc",
                    Refusal.shortened(answer),
                    "masters must name the sockets of the option -S, which answer show proc.",
                    false);
        }
        return answer;
    }

    static List<String> pids(String processes) {
        var pids = new ArrayList<String>();
        var old = false;
        for (var line : processes.lines().toList()) {
            if (line.startsWith("#")) {
                old = line.startsWith(SECTION);
            } else if (old && !line.isBlank()) {
                pids.add(line.strip().split("\\s+", 2)[0]);
            }
        }
        return pids;
    }

    /** Server → {@code used_cur}; one that has ended meanwhile says nothing. */
    static Map<String, Integer> connections(String answer, String backend) {
        var used = new HashMap<String, Integer>();
        var column = -1;
        for (var line : answer.lines().toList()) {
            var words = line.replaceFirst("^# ", "").strip().split("\\s+", -1);
            if (line.startsWith("# ")) {
                column = List.of(words).indexOf("used_cur");
            } else if (column > 0
                    && words.length > column
                    && words[0].startsWith(backend + "/")
                    && words[column].matches("[0-9]+")) {
                var count = Integer.parseInt(words[column]);
                if (count > 0) {
                    used.put(words[0].substring(backend.length() + 1), count);
                }
            }
        }
        return used;
    }
}
