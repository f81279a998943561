package dev.slipway.fleet;

import dev.slipway.fleet.Inventory.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes servers that were found as the {@code nodes} of a fleet document. */
public final class InventoryDocument {
    private InventoryDocument() {}

    /**
     * Their fields, in the order in which a person writes them.
     *
     * @param balancer of which they are members; empty: of none
     */
    public static List<Map<String, Object>> nodes(List<Found> servers, String balancer) {
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (Found server : servers) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", server.name());
            fields.put("host", server.host());
            if (server.port() != null) {
                fields.put("port", server.port());
            }
            if (server.user() != null) {
                fields.put("user", server.user());
            }
            if (!server.labels().isEmpty()) {
                fields.put("labels", server.labels());
            }
            if (!balancer.isEmpty()) {
                fields.put("members", Map.of(balancer, server.member()));
            }
            nodes.add(fields);
        }
        return nodes;
    }

    /** Whether this can be a balancer of a fleet document; nothing at all can. */
    public static boolean canBeMemberOf(String balancer) {
        return balancer.isEmpty() || balancer.matches(FleetDocument.NAME);
    }

    /** The same as YAML, a line for each. */
    public static String yaml(List<Map<String, Object>> nodes) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.FLOW);
        options.setWidth(Integer.MAX_VALUE);
        options.setSplitLines(false);
        Yaml yaml = new Yaml(options);
        StringBuilder text = new StringBuilder("nodes:\n");
        nodes.forEach(node -> text.append("  - ").append(yaml.dump(node)));
        return text.toString();
    }
}
