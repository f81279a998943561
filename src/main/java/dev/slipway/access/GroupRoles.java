package dev.slipway.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Which group at the provider has which roles here. */
record GroupRoles(List<GroupRole> list) {
    private static final Pattern ONE = Pattern.compile("(.+)=([a-z]+):([^=:]+)");

    GroupRoles {
        list = List.copyOf(list);
    }

    private record GroupRole(String group, Grant grant) {}

    /**
     * From {@code group=role:fleet}.
     *
     * @throws IllegalArgumentException with a line for operators
     */
    static GroupRoles of(Collection<String> texts) {
        var list = new ArrayList<GroupRole>();
        for (var text : texts) {
            // A group's name may hold "=" itself; what counts is the last one.
            var parts = ONE.matcher(text.strip());
            if (!parts.matches()
                    || !Grant.isFleet(parts.group(3))
                    || Role.of(parts.group(2)).isEmpty()) {
                throw new IllegalArgumentException("slipway.sso.roles has \"" + text.strip()
                        + "\", which is not like ops=operator:* or shop-team=deployer:shop-production;"
                        + " the roles are viewer, deployer, approver, operator and admin");
            }
            var role = Role.of(parts.group(2)).orElseThrow();
            list.add(new GroupRole(parts.group(1).strip(), new Grant(role, parts.group(3))));
        }
        return new GroupRoles(list);
    }

    /** The roles of whoever is in these groups. */
    Grants grants(Collection<String> groups) {
        return new Grants(list.stream()
                .filter(one -> groups.contains(one.group()))
                .map(GroupRole::grant)
                .distinct()
                .toList());
    }
}
