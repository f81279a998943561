package dev.slipway.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** All roles of somebody. */
public record Grants(List<Grant> list) {
    /** Of whoever may do everything. */
    public static final Grants ALL = new Grants(List.of(Grant.everywhere(Role.ADMIN)));

    /** Of whoever may do nothing. */
    public static final Grants NONE = new Grants(List.of());

    public Grants {
        list = List.copyOf(list);
    }

    /** Whether the act may be done on this fleet. */
    public boolean allow(Act act, String fleet) {
        return act.allowedTo(roles(grant -> grant.on(fleet)));
    }

    /** Whether the act may be done on one of these fleets at least. */
    public boolean allowOnAny(Act act, Collection<String> fleets) {
        return allowEverywhere(act) || fleets.stream().anyMatch(fleet -> allow(act, fleet));
    }

    /** Whether the act may be done on all fleets. */
    public boolean allowEverywhere(Act act) {
        return act.allowedTo(roles(grant -> grant.fleet().equals(Grant.ALL)));
    }

    /** Whether the act may be done on any fleet. */
    public boolean allowSomewhere(Act act) {
        return act.allowedTo(roles(grant -> true));
    }

    /** The only fleets that may be seen; empty: all may. */
    public Optional<Set<String>> onlyFleets() {
        if (allowEverywhere(Act.VIEW)) {
            return Optional.empty();
        }
        var names = new TreeSet<String>();
        list.forEach(grant -> names.add(grant.fleet()));
        return Optional.of(names);
    }

    private Set<Role> roles(Predicate<Grant> counts) {
        var roles = EnumSet.noneOf(Role.class);
        list.stream().filter(counts).forEach(grant -> roles.add(grant.role()));
        return roles;
    }

    /** As the audit writes them. */
    @Override
    public String toString() {
        return list.isEmpty()
                ? "nothing"
                : String.join(", ", list.stream().map(Grant::toString).sorted().toList());
    }
}
