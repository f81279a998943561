package dev.slipway.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the servers of a Terraform state, as {@code terraform state pull} writes it. */
final class InventoryState {
    private static final int VERSION = 4;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .build();

    /**
     * Where a type of server has what.
     *
     * @param names paths to its name, best first
     * @param hosts paths to its address: private ones first
     */
    private record Kind(List<String> names, List<String> hosts, List<String> zones, String id) {}

    private static final Map<String, Kind> KINDS = Map.of(
            "aws_instance",
            new Kind(
                    List.of("/tags/Name", "/tags_all/Name"),
                    List.of("/private_ip", "/public_ip", "/ipv6_addresses/0"),
                    List.of("/availability_zone"),
                    "/id"),
            "digitalocean_droplet",
            new Kind(
                    List.of("/name"),
                    List.of("/ipv4_address_private", "/ipv4_address", "/ipv6_address"),
                    List.of("/region"),
                    "/id"),
            "hcloud_server",
            new Kind(
                    List.of("/name"),
                    List.of("/network/0/ip", "/ipv4_address", "/ipv6_address"),
                    List.of("/datacenter", "/location"),
                    "/id"),
            "google_compute_instance",
            new Kind(
                    List.of("/name"),
                    List.of("/network_interface/0/network_ip", "/network_interface/0/access_config/0/nat_ip"),
                    List.of("/zone"),
                    "/name"),
            "azurerm_linux_virtual_machine",
            new Kind(
                    List.of("/name", "/computer_name"),
                    List.of("/private_ip_address", "/public_ip_address"),
                    List.of("/zone", "/location"),
                    "/name"));

    private InventoryState() {}

    static List<InventoryServer> read(String text, Mistakes mistakes) {
        try {
            JsonNode state = JSON.readTree(text);
            List<InventoryServer> servers = new ArrayList<>();
            if (sound(state, mistakes)) {
                for (JsonNode resource : state.path("resources")) {
                    if (resource.path("mode").asText().equals("managed")) {
                        Optional.ofNullable(KINDS.get(resource.path("type").asText()))
                                .ifPresent(kind -> resource.path("instances")
                                        .forEach(instance -> add(servers, resource, instance, kind)));
                    }
                }
            }
            return servers;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            mistakes.add(Math.max(0, line), "", "this is not sound JSON");
            return List.of();
        }
    }

    /** What was replaced and is only still to be removed is none of the servers. */
    private static void add(List<InventoryServer> servers, JsonNode resource, JsonNode instance, Kind kind) {
        if (!instance.has("deposed")) {
            servers.add(server(resource, instance, kind));
        }
    }

    private static boolean sound(JsonNode state, Mistakes mistakes) {
        if (state.has("format_version")) {
            mistakes.add(0, "", "this is what terraform show writes: send what terraform state pull writes");
        } else if (!state.path("resources").isArray() && !state.has("terraform_version")) {
            mistakes.add(
                    0,
                    "",
                    "this JSON is no Terraform state: terraform state pull writes one;"
                            + " an Ansible inventory comes as YAML (ansible-inventory --list --yaml)");
        } else if (state.path("version").asInt() != VERSION) {
            mistakes.add(
                    0,
                    "version",
                    "a state of version " + VERSION + " is read, which Terraform from 0.12 and OpenTofu write");
        }
        return mistakes.none();
    }

    private static InventoryServer server(JsonNode resource, JsonNode instance, Kind kind) {
        JsonNode attributes = instance.path("attributes");
        String resourceName = resource.path("name").asText();
        String address = Stream.of(
                        resource.path("module").asText(), resource.path("type").asText(), resourceName)
                .filter(part -> !part.isEmpty())
                .reduce((a, b) -> a + "." + b)
                .orElse("");
        String key = instance.path("index_key").asText();
        String name = first(attributes, kind.names).orElse(resourceName);
        Map<String, InventoryText> values = new LinkedHashMap<>();
        values.put("host", InventoryText.of(first(attributes, kind.hosts).orElse("")));
        Map<String, String> labels = new LinkedHashMap<>();
        first(attributes, kind.zones)
                .filter(zone -> zone.matches("[A-Za-z0-9._ -]{1,100}"))
                .ifPresent(zone -> labels.put("zone", zone));
        return new InventoryServer(
                0,
                key.isEmpty() ? address : address + "[" + key + "]",
                key.isEmpty() ? List.of(name) : List.of(name, name + "-" + key),
                groups(resource, resourceName, address),
                values,
                labels,
                first(attributes, List.of(kind.id))
                        .filter(id -> id.matches("[A-Za-z0-9_.:-]+"))
                        .orElse(null),
                note(instance, attributes));
    }

    /** A resource is meant by its name, its type and its address. */
    private static Set<String> groups(JsonNode resource, String name, String address) {
        Set<String> groups = new LinkedHashSet<>();
        String type = resource.path("type").asText();
        groups.addAll(List.of(name, type, type + "." + name, address));
        return groups;
    }

    private static Optional<String> first(JsonNode attributes, List<String> paths) {
        return paths.stream()
                .map(path -> attributes.at(path).asText().strip())
                .filter(value -> !value.isEmpty() && !value.equals("null"))
                .findFirst();
    }

    private static @Nullable String note(JsonNode instance, JsonNode attributes) {
        if (instance.path("status").asText().equals("tainted")) {
            return "is marked as to be replaced";
        }
        String state = attributes.path("instance_state").asText();
        return state.isEmpty() || state.equals("running") ? null : "is " + InventoryText.shown(state);
    }
}
