package dev.slipway.balancer.consul;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One instance of the service, as the catalog shows it.
 *
 * @param id unique on its node alone
 * @param node by its name
 * @param address of the node, where its agent is asked
 * @param weight for DNS answers while its checks pass; 1 unless somebody set it
 * @param checks its own and its node's, maintenance among them
 */
record Instance(String id, String node, String address, int weight, List<Check> checks) {
    private static final String SERVICE_MAINTENANCE = "_service_maintenance:";
    private static final String NODE_MAINTENANCE = "_node_maintenance";

    /** What one check says; {@code notes} holds the reason of a maintenance. */
    record Check(String id, String name, String status, String notes) {
        boolean maintenance() {
            return id.equals(NODE_MAINTENANCE) || id.startsWith(SERVICE_MAINTENANCE);
        }
    }

    static Instance read(JsonNode entry) {
        var checks = new ArrayList<Check>();
        entry.path("Checks")
                .forEach(check -> checks.add(new Check(
                        check.path("CheckID").asText(),
                        check.path("Name").asText(),
                        check.path("Status").asText(),
                        check.path("Notes").asText())));
        var service = entry.path("Service");
        var node = entry.path("Node");
        return new Instance(
                service.path("ID").asText(),
                node.path("Node").asText(),
                node.path("Address").asText(),
                service.path("Weights").path("Passing").asInt(1),
                List.copyOf(checks));
    }

    String longName() {
        return id + "@" + node;
    }

    /** The reason of the instance's own maintenance; empty when it is in none. */
    Optional<String> maintenance() {
        return reason(SERVICE_MAINTENANCE + id);
    }

    /** The reason of the whole node's maintenance; empty when it is in none. */
    Optional<String> nodeMaintenance() {
        return reason(NODE_MAINTENANCE);
    }

    private Optional<String> reason(String check) {
        return checks.stream()
                .filter(c -> c.id().equals(check))
                .map(c -> c.notes().isBlank() ? "no reason given" : c.notes())
                .findFirst();
    }

    /** Names of the checks with this status, maintenance aside; empty text when there are none. */
    String checks(String status) {
        return checks.stream()
                .filter(c -> !c.maintenance() && c.status().equals(status))
                .map(c -> c.name().isBlank() ? c.id() : c.name())
                .collect(Collectors.joining(", "));
    }
}
