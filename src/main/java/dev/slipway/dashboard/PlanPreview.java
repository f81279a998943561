package dev.slipway.dashboard;

import dev.slipway.deployment.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A plan as a person reads it before the click.
 *
 * @param refusal why it cannot be done; null when it can
 * @param waves servers that are out together
 * @param floor that stay in service in each pool; 0: no floor
 * @param migration what runs once, and where; null: none
 * @param notes what the reader should know beforehand
 */
public record PlanPreview(
        @Nullable String refusal,
        List<Wave> waves,
        int servers,
        int floor,
        @Nullable String migration,
        List<String> notes) {

    /** Servers that leave rotation together. */
    public record Wave(int number, List<Server> servers) {}

    /**
     * One server.
     *
     * @param release what it has; null: nothing yet
     * @param serving steps while it serves
     * @param out steps while it is out of rotation
     */
    public record Server(String name, @Nullable String release, List<String> serving, List<String> out) {}

    /** It cannot be done. */
    public static PlanPreview refused(String why) {
        return new PlanPreview(why, List.of(), 0, 0, null, List.of());
    }

    /** Of a plan. */
    public static PlanPreview of(Plan plan) {
        var waves = new ArrayList<Wave>();
        var size = Math.max(1, plan.wave());
        for (var i = 0; i < plan.nodes().size(); i += size) {
            var servers = plan.nodes().subList(i, Math.min(plan.nodes().size(), i + size)).stream()
                    .map(node -> new Server(node.name(), node.recordedRelease(), node.stage(), node.switchover()))
                    .toList();
            waves.add(new Wave(waves.size() + 1, servers));
        }
        return new PlanPreview(null, waves, plan.nodes().size(), plan.floor(), migration(plan), plan.notes());
    }

    private static @Nullable String migration(Plan plan) {
        var command = plan.pipeline().migrate();
        return command == null || plan.migrationNode() == null
                ? null
                : command.name() + " once, on " + plan.migrationNode() + ": "
                        + plan.release().migrations().name().toLowerCase(Locale.ROOT);
    }

    /** Whether the release before may not work with the database afterwards. */
    public boolean irreversible() {
        return migration != null && migration.endsWith(": irreversible");
    }

    /** Whether all of it is there already. */
    public boolean repeats(String version) {
        return waves.stream()
                .flatMap(wave -> wave.servers().stream())
                .allMatch(server -> Objects.equals(server.release(), version));
    }
}
