package dev.slipway.doctor;

import java.util.List;

/**
 * What was found at one node.
 *
 * @param ok whether nothing needs mending
 */
public record NodeReport(String name, boolean ok, List<Finding> checks) {
    public NodeReport {
        checks = List.copyOf(checks);
    }

    static NodeReport of(String name, List<Finding> checks) {
        return new NodeReport(name, checks.stream().noneMatch(c -> Boolean.FALSE.equals(c.ok())), checks);
    }
}
