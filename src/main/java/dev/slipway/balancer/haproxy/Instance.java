package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.BalancerException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One HAProxy: its present process and, where its master can be asked, those before it that still end requests. */
final class Instance {
    private final RuntimeSocket socket;
    private final @Nullable OldWorkers old;
    private final String backend;

    Instance(RuntimeSocket socket, @Nullable OldWorkers old, String backend) {
        this.socket = socket;
        this.old = old;
        this.backend = backend;
    }

    /** How people know it. */
    String name() {
        return socket.name();
    }

    /** The backend's servers, with the requests that old processes hold on them. */
    List<Server> servers(String question) throws BalancerException, InterruptedException {
        var answer = socket.ask(question);
        var servers = Servers.read(answer).orElse(null);
        if (servers == null) {
            throw unreadable(question, answer);
        }
        if (old == null) {
            return servers;
        }
        var held = old.requests(backend);
        return servers.stream()
                .map(server -> server.andOfOldProcesses(held.getOrDefault(server.name(), 0)))
                .toList();
    }

    private BalancerException unreadable(String question, String answer) {
        if (answer.contains("Can't find backend.") || answer.contains("No such proxy.")) {
            return socket.failure(
                    "find backend " + backend,
                    answer.lines().findFirst().orElse(""),
                    "Name the backend in the fleet document as HAProxy's configuration names it.",
                    false);
        }
        return socket.failure(question, Refusal.shortened(answer), Refusal.next(answer), false);
    }

    /** The server of this name. */
    Server find(String member, String question) throws BalancerException, InterruptedException {
        return servers(question).stream()
                .filter(s -> s.name().equals(member))
                .findFirst()
                .orElseThrow(() -> socket.failure(
                        "find server " + member + " in backend " + backend,
                        "No such server.",
                        "Name the member in the fleet document as HAProxy's configuration names the server.",
                        false));
    }

    /** Tells the present process to do something. */
    void say(String command) throws BalancerException, InterruptedException {
        var answer = socket.ask(command);
        if (!answer.isBlank()) { // HAProxy is silent when it agrees
            throw socket.failure(command, Refusal.shortened(answer), Refusal.next(answer), false);
        }
    }
}
