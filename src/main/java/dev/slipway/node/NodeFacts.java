package dev.slipway.node;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself; asking changes nothing but the helper's own folder.
 *
 * @param current the version that {@code current} points to; null when there is none
 * @param releases versions below {@code releases/}, each verified before it got that name
 * @param freeBytes on the file system of the deploy path
 * @param freeInodes likewise; -1 where the file system counts none
 * @param missingTools of the tools asked for, those that are not there
 * @param writable whether the deploy path can be made and written
 * @param canary whether a detached job outlives its connection here
 */
public record NodeFacts(
        @Nullable String current,
        List<String> releases,
        long freeBytes,
        long freeInodes,
        Set<String> missingTools,
        boolean writable,
        boolean canary) {
    public NodeFacts {
        releases = List.copyOf(releases);
        missingTools = Set.copyOf(missingTools);
    }
}
