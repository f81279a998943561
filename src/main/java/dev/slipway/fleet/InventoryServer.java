package dev.slipway.fleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server as it stands in an inventory or a state, before anything of it was checked.
 *
 * @param line where it stands; 0: nowhere in particular
 * @param called its name there
 * @param names what it may be called in a fleet document, best first
 * @param groups every group that it is in, also by way of other groups
 * @param values {@code ansible_…}, without that word in front
 * @param member what a cloud calls it; null: nothing else
 * @param note what a person should know about it; null: nothing
 */
record InventoryServer(
        int line,
        String called,
        List<String> names,
        Set<String> groups,
        Map<String, InventoryText> values,
        Map<String, String> labels,
        @Nullable String member,
        @Nullable String note) {

    InventoryServer {
        names = List.copyOf(names);
        groups = Set.copyOf(groups);
        values = Map.copyOf(values);
        labels = Map.copyOf(labels);
    }

    Optional<InventoryText> value(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
