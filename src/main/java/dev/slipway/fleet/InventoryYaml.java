package dev.slipway.fleet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads the form of an Ansible inventory that is YAML. */
final class InventoryYaml {
    private static final String STANDARD = "tag:yaml.org,2002:";

    private final InventoryGroups groups;

    private InventoryYaml(Mistakes mistakes) {
        this.groups = new InventoryGroups(mistakes);
    }

    static List<InventoryServer> read(String text, Mistakes mistakes) {
        var reader = new InventoryYaml(mistakes);
        Document.read(text, Inventory.LARGEST, mistakes)
                .ifPresent(document -> document.names().forEach(group -> reader.group(document, group)));
        return mistakes.none() ? reader.groups.servers() : List.of();
    }

    private void group(Mapping parent, String group) {
        groups.group(group, parent.line(group));
        parent.mapping(group).ifPresent(fields -> {
            fields.mapping("hosts").ifPresent(hosts -> hosts.names()
                    .forEach(host -> groups.host(
                            group,
                            host,
                            hosts.mapping(host).map(InventoryYaml::values).orElse(Map.of()),
                            hosts.line(host))));
            fields.mapping("vars")
                    .ifPresent(values -> values(values).forEach((name, value) -> groups.value(group, name, value)));
            fields.mapping("children").ifPresent(children -> children.names().forEach(child -> {
                groups.child(group, child, children.line(child));
                group(children, child);
            }));
        });
    }

    private static Map<String, InventoryText> values(Mapping fields) {
        Map<String, InventoryText> values = new HashMap<>();
        for (String name : fields.names()) {
            fields.value(name).ifPresent(value -> values.put(name, text(value)));
        }
        return values;
    }

    /** Encrypted values have a tag of Ansible's own; lists and mappings are nothing that is asked for. */
    private static InventoryText text(Node value) {
        return value instanceof ScalarNode scalar && scalar.getTag().getValue().startsWith(STANDARD)
                ? InventoryText.of(scalar.getValue())
                : new InventoryText("", true);
    }
}
