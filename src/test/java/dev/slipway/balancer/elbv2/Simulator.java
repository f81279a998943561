package dev.slipway.balancer.elbv2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * AWS' load balancers (and the one call of its token service) as documented: the query protocol over HTTP, targets with
 * their life cycle on a clock that the test moves, token buckets on real time, errors on demand.
 */
final class Simulator implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final InstantSource clock;
    private final Map<String, SimulatedGroup> groups = new LinkedHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final Throttle describing = new Throttle(40, 10);
    private final Throttle changing = new Throttle(20, 4);
    private final Throttle all = new Throttle(40, 10);

    /** Emulators do so, AWS does not. */
    volatile boolean unknownTargetsAreErrors;

    /** As for addresses outside of the group's network. */
    volatile boolean wantsZone;

    Simulator(InstantSource clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** One request as it came. */
    record Call(String action, Map<String, String> fields, String authorization, String at) {
        String field(String name) {
            return fields.getOrDefault(name, "");
        }
    }

    /** An error for the next call of an action. */
    record Fault(String action, int status, String code, String message, boolean afterwards) {}

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    SimulatedGroup group(String name) {
        var group = new SimulatedGroup(name, "eu-west-1", clock);
        groups.put(group.arn, group);
        return group;
    }

    List<Call> calls(String action) {
        return calls.stream().filter(call -> call.action().equals(action)).toList();
    }

    /** The next calls of the action fail so; nothing is carried out. */
    void fail(int times, String action, int status, String code, String message) {
        for (var i = 0; i < times; i++) {
            add(new Fault(action, status, code, message, false));
        }
    }

    /** The next call of the action is carried out, and its answer says otherwise. */
    void failAfterwards(String action, int status, String code) {
        add(new Fault(action, status, code, "", true));
    }

    private void add(Fault fault) {
        synchronized (faults) {
            faults.add(fault);
        }
    }

    /** How often a bucket was empty. */
    long throttled() {
        return all.refused() + describing.refused() + changing.refused();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var fields = fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var headers = exchange.getRequestHeaders();
        var call = new Call(
                fields.getOrDefault("Action", ""),
                fields,
                String.valueOf(headers.getFirst("Authorization")),
                clock.instant().toString());
        calls.add(call);
        Answers answer;
        try {
            answer = answer(call);
        } catch (Answers.Refused e) {
            answer = Answers.error(e);
        }
        var bytes = answer.xml().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    private Answers answer(Call call) throws Answers.Refused {
        var fault = fault(call.action());
        if (fault != null && !fault.afterwards()) {
            throw new Answers.Refused(fault.status(), fault.code(), fault.message());
        }
        var answer = carryOut(call);
        if (fault != null) {
            throw new Answers.Refused(fault.status(), fault.code(), fault.message());
        }
        return answer;
    }

    private @Nullable Fault fault(String action) {
        synchronized (faults) {
            var next = faults.stream().filter(f -> f.action().equals(action)).findFirst();
            next.ifPresent(faults::remove);
            return next.orElse(null);
        }
    }

    private Answers carryOut(Call call) throws Answers.Refused {
        if (call.action().equals("AssumeRole")) {
            return Answers.assumed(clock.instant());
        }
        throttle(call.action().startsWith("Describe") ? describing : changing);
        return switch (call.action()) {
            case "DescribeTargetGroups" -> Answers.group(find(call.field("TargetGroupArns.member.1")));
            case "DescribeTargetGroupAttributes" -> Answers.attributes(find(call.field("TargetGroupArn")));
            case "DescribeTargetHealth" -> Answers.health(find(call.field("TargetGroupArn")));
            case "RegisterTargets" -> register(call);
            case "DeregisterTargets" -> deregister(call);
            default -> throw new Answers.Refused(400, "InvalidAction", "Could not find operation " + call.action());
        };
    }

    private void throttle(Throttle own) throws Answers.Refused {
        if (!own.take() || !all.take()) {
            throw new Answers.Refused(400, "Throttling", "Rate exceeded");
        }
    }

    private Answers register(Call call) throws Answers.Refused {
        var group = find(call.field("TargetGroupArn"));
        if (wantsZone && call.field("Targets.member.1.AvailabilityZone").isEmpty()) {
            throw new Answers.Refused(
                    400, "ValidationError", "You must specify an Availability Zone for the target IP address");
        }
        group.register(target(call, group));
        return Answers.nothing(call.action());
    }

    private Answers deregister(Call call) throws Answers.Refused {
        var group = find(call.field("TargetGroupArn"));
        var known = group.deregister(target(call, group));
        if (!known && unknownTargetsAreErrors) {
            throw new Answers.Refused(400, "InvalidTarget", "The target is not registered");
        }
        return Answers.nothing(call.action());
    }

    private static Target target(Call call, SimulatedGroup group) {
        var port = call.field("Targets.member.1.Port");
        return new Target(call.field("Targets.member.1.Id"), port.isEmpty() ? group.port : Integer.parseInt(port));
    }

    private SimulatedGroup find(String arn) throws Answers.Refused {
        var group = groups.get(arn);
        if (group == null) {
            throw new Answers.Refused(400, "TargetGroupNotFound", "One or more target groups not found");
        }
        return group;
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new TreeMap<>();
        for (var field : form.split("&", -1)) {
            var parts = field.split("=", 2);
            if (parts.length == 2) {
                fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}
