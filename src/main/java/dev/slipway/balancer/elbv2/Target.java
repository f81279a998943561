package dev.slipway.balancer.elbv2;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;

/**
 * One place in a target group: what AWS tells targets apart by.
 *
 * @param id an instance or an IP address
 * @param port never left open: where nothing is said it is the group's own
 */
record Target(String id, int port) {
    private static final String SIX = "(?=.*:.*:)[0-9a-fA-F:]+[0-9a-fA-F:.]*(?<=::|[0-9a-fA-F])";
    private static final Pattern WRITTEN = Pattern.compile("(?<plain>i-[0-9a-f]+|[0-9.]+)(:(?<port>[0-9]{1,5}))?"
            + "|\\[(?<six>" + SIX + ")\\](:(?<sixPort>[0-9]{1,5}))?|(?<bare>" + SIX + ")");

    /** As AWS says it; some of its emulators leave the port out. */
    static Target of(TargetDescription said, Group group) {
        return new Target(said.id(), said.port() == null ? group.port() : said.port());
    }

    boolean isInstance() {
        return id.startsWith("i-");
    }

    /** Its shortest name as a member of this group. */
    String name(Group group) {
        if (port == group.port()) {
            return id;
        }
        return (id.contains(":") ? "[" + id + "]" : id) + ":" + port;
    }

    /** To say it to AWS: a port only where it is not the group's own, as people register targets. */
    TargetDescription said(Group group, @Nullable String zone) {
        var said = TargetDescription.builder().id(id).availabilityZone(zone);
        return port == group.port() ? said.build() : said.port(port).build();
    }

    /**
     * A member's name in a fleet document.
     *
     * @param port null: the group's own
     */
    record Written(String id, @Nullable Integer port) {
        /** Empty when it cannot be a target. */
        static Optional<Written> read(String member) {
            var match = WRITTEN.matcher(member);
            if (!match.matches()) {
                return Optional.empty();
            }
            if (match.group("plain") != null) {
                return Optional.of(new Written(match.group("plain"), port(match.group("port"))));
            }
            return Optional.of(
                    match.group("six") != null
                            ? new Written(match.group("six"), port(match.group("sixPort")))
                            : new Written(match.group("bare"), null));
        }

        private static @Nullable Integer port(@Nullable String digits) {
            return digits == null ? null : Integer.valueOf(digits);
        }

        Target in(Group group) {
            return new Target(id, port == null ? group.port() : port);
        }
    }
}
