package dev.slipway.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields that one driver takes in {@code balancers}, and how it names a member. */
interface DriverFields {
    /** Where a token may be sent: encrypted, or to this machine itself. */
    String ADDRESS = "https://[A-Za-z0-9_.:\\[\\]-]+(/[A-Za-z0-9_./-]*)?"
            + "|http://(127\\.[0-9.]+|localhost|\\[::1\\])(:[0-9]{1,5})?(/[A-Za-z0-9_./-]*)?";

    /** What is wrong with an address that is none of these. */
    String SAFE = "must be an https address, or an http address of this machine itself";

    /** As written after {@code driver:}. */
    String driver();

    /** Its own fields; {@code driver} and {@code reenter} are everybody's. */
    List<String> names();

    /** Reads them; every mistake is noted. */
    Settings read(Mapping fields);

    /** What is wrong with this name of a member, if anything is. */
    default Optional<String> memberMistake(String member) {
        return member.matches("[^\\s/]+") ? Optional.empty() : Optional.of("must not hold blanks or slashes");
    }

    /**
     * What was read.
     *
     * @param endpoints where the balancer is asked
     * @param options what else the driver takes, by field
     */
    record Settings(List<String> endpoints, String backend, Map<String, String> options) {
        /** A driver without fields. */
        static final Settings NONE = new Settings(List.of(), "", Map.of());
    }

    /** The name of a file in {@code slipway.balancer.secrets}; empty when it is missing. */
    static Optional<String> secret(Mapping fields, String name) {
        return fields.text(name)
                .map(text -> fields.matching(
                        name,
                        FleetDocument.NAME,
                        "must be the name of a file in slipway.balancer.secrets, not the secret itself",
                        text));
    }

    /** A time, kept in a form that {@link Duration#parse} reads. */
    static void wait(Mapping fields, String name, Map<String, String> options) {
        fields.duration(name, Duration.ZERO).ifPresent(wait -> options.put(name, wait.toString()));
    }

    /** A list that must be there, of texts that look like this. */
    static List<String> needed(Mapping fields, String name, String pattern, String form) {
        var texts = fields.texts(name);
        if (!fields.has(name)) {
            fields.missing(name, "a list of " + form);
        } else if (texts.isEmpty()) {
            fields.mistake(name, "must be a list of " + form);
        }
        for (var text : texts) {
            fields.matching(name, pattern, "must be " + form + ", not " + text, text);
        }
        return texts;
    }
}
