package dev.slipway.access;

/**
 * One role on one fleet or on all.
 *
 * @param fleet name of a fleet, or {@link #ALL}
 */
public record Grant(Role role, String fleet) {
    /** In place of a fleet's name: all fleets, also those to come. */
    public static final String ALL = "*";

    /** A role on all fleets. */
    public static Grant everywhere(Role role) {
        return new Grant(role, ALL);
    }

    /** Whether this may stand in a grant's place for a fleet; the fleet itself may come later. */
    public static boolean isFleet(String text) {
        return text.matches("\\*|[a-z0-9][a-z0-9-]{0,99}");
    }

    /** Whether it counts on this fleet. */
    boolean on(String name) {
        return fleet.equals(ALL) || fleet.equals(name);
    }

    /** As journals and the audit write it. */
    @Override
    public String toString() {
        return role.word() + (fleet.equals(ALL) ? " everywhere" : " on " + fleet);
    }
}
