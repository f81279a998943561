package dev.slipway.discovery.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * As much of EC2, Auto Scaling and ELB as tells which servers there are, in the query protocol of their API references;
 * EC2 gives two instances a page.
 */
final class FakeAws implements AutoCloseable {
    private static final int PAGE = 2;

    private final HttpServer server;
    private final List<Machine> machines = new ArrayList<>();
    private final Map<String, String> scaled = new LinkedHashMap<>();
    private final List<String> targets = new ArrayList<>();
    private final List<String> ready = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private @Nullable String denied;

    /** An instance. */
    record Machine(String id, String state, String privateAddress, String publicAddress, Map<String, String> tags) {}

    FakeAws() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized void machine(String id, String state, Map<String, String> tags) {
        var number = machines.size() + 1;
        machines.add(new Machine(id, state, "10.0.0." + number, "203.0.113." + number, tags));
    }

    /** An instance of the group {@code shop}, in this lifecycle state. */
    synchronized void scaled(String id, String state) {
        scaled.put(id, state);
    }

    /** A target of every target group: {@code id} or {@code id:port}. */
    synchronized void target(String target) {
        targets.add(target);
    }

    /** This action is refused from now on. */
    synchronized void deny(String action) {
        denied = action;
    }

    /** Instances that were said to be ready, with the hook. */
    synchronized List<String> ready() {
        return List.copyOf(ready);
    }

    /** Actions in their order. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        var form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var action = form.getOrDefault("Action", "");
        asked.add(action);
        var status = 200;
        String body;
        if (action.equals(denied)) {
            status = 403;
            body = action.equals("DescribeInstances")
                    ? "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors>"
                            + "<RequestID>0</RequestID></Response>"
                    : error("AccessDenied", "no");
        } else {
            body = switch (action) {
                case "DescribeInstances" -> instances(form);
                case "DescribeAutoScalingGroups" -> groups(form);
                case "DescribeTargetHealth" -> health();
                case "CompleteLifecycleAction" -> complete(form);
                default -> error("InvalidAction", action);
            };
            status = body.startsWith("<ErrorResponse") ? 400 : 200;
        }
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private String instances(Map<String, String> form) {
        var passing = machines.stream().filter(filters(form)).toList();
        var from = Integer.parseInt(form.getOrDefault("NextToken", "0"));
        var page = passing.subList(from, Math.min(from + PAGE, passing.size()));
        var more = from + PAGE < passing.size() ? "<nextToken>" + (from + PAGE) + "</nextToken>" : "";
        return "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>0</requestId>"
                + page.stream()
                        .map(FakeAws::instance)
                        .collect(Collectors.joining("", "<reservationSet>", "</reservationSet>"))
                + more + "</DescribeInstancesResponse>";
    }

    private static String instance(Machine machine) {
        var tags = machine.tags().entrySet().stream()
                .map(tag -> "<item><key>" + tag.getKey() + "</key><value>" + tag.getValue() + "</value></item>")
                .collect(Collectors.joining());
        return """
                <item><reservationId>r-1</reservationId><instancesSet><item><instanceId>%s</instanceId>\
                <instanceState><code>16</code><name>%s</name></instanceState>\
                <privateIpAddress>%s</privateIpAddress><ipAddress>%s</ipAddress>\
                <placement><availabilityZone>eu-central-1b</availabilityZone></placement>\
                <tagSet>%s</tagSet></item></instancesSet></item>""".formatted(machine.id(), machine.state(), machine.privateAddress(), machine.publicAddress(), tags);
    }

    /** All filters must pass, each by one of its values; wildcards as EC2 has them. */
    private static Predicate<Machine> filters(Map<String, String> form) {
        Predicate<Machine> all = machine -> true;
        for (var i = 1; form.containsKey("Filter." + i + ".Name"); i++) {
            var name = form.getOrDefault("Filter." + i + ".Name", "");
            var values = new ArrayList<Pattern>();
            for (var j = 1; form.containsKey("Filter." + i + ".Value." + j); j++) {
                values.add(wildcards(form.getOrDefault("Filter." + i + ".Value." + j, "")));
            }
            all = all.and(machine -> values.stream()
                    .anyMatch(value -> value.matcher(field(machine, name)).matches()));
        }
        return all;
    }

    private static Pattern wildcards(String value) {
        var pattern = new StringBuilder();
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            switch (c) {
                case '\\' -> pattern.append(Pattern.quote(String.valueOf(value.charAt(++i))));
                case '*' -> pattern.append(".*");
                case '?' -> pattern.append('.');
                default -> pattern.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(pattern.toString());
    }

    private static String field(Machine machine, String filter) {
        return switch (filter) {
            case "instance-id" -> machine.id();
            case "instance-state-name" -> machine.state();
            default -> machine.tags().getOrDefault(filter.substring("tag:".length()), "");
        };
    }

    private String groups(Map<String, String> form) {
        var members = scaled.entrySet().stream()
                .map(one -> "<member><InstanceId>" + one.getKey() + "</InstanceId><LifecycleState>" + one.getValue()
                        + "</LifecycleState></member>")
                .collect(Collectors.joining());
        var group = "shop".equals(form.get("AutoScalingGroupNames.member.1"))
                ? "<member><AutoScalingGroupName>shop</AutoScalingGroupName><Instances>" + members
                        + "</Instances></member>"
                : "";
        return scaling("DescribeAutoScalingGroups", "<AutoScalingGroups>" + group + "</AutoScalingGroups>");
    }

    private String complete(Map<String, String> form) {
        var id = form.getOrDefault("InstanceId", "");
        if (!"Pending:Wait".equals(scaled.get(id))) {
            return error("ValidationError", "No active Lifecycle Action found with instance ID " + id);
        }
        scaled.put(id, "InService");
        ready.add(id + " " + form.get("AutoScalingGroupName") + " " + form.get("LifecycleHookName") + " "
                + form.get("LifecycleActionResult"));
        return scaling("CompleteLifecycleAction", "");
    }

    private String health() {
        return targets.stream()
                .map(target -> target.split(":", 2))
                .map(target -> "<member><Target><Id>" + target[0] + "</Id><Port>"
                        + (target.length > 1 ? target[1] : "80")
                        + "</Port></Target><TargetHealth><State>healthy</State></TargetHealth></member>")
                .collect(Collectors.joining(
                        "",
                        "<DescribeTargetHealthResponse xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/\">"
                                + "<DescribeTargetHealthResult><TargetHealthDescriptions>",
                        "</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>"));
    }

    private static String scaling(String action, String result) {
        return "<" + action + "Response xmlns=\"http://autoscaling.amazonaws.com/doc/2011-01-01/\"><" + action
                + "Result>" + result + "</" + action + "Result></" + action + "Response>";
    }

    private static String error(String code, String message) {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + message
                + "</Message></Error><RequestId>0</RequestId></ErrorResponse>";
    }

    private static Map<String, String> form(String body) {
        var fields = new LinkedHashMap<String, String>();
        for (var pair : body.split("&", -1)) {
            var parts = pair.split("=", 2);
            if (parts.length == 2) {
                fields.put(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
