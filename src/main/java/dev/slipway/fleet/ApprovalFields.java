package dev.slipway.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code approvals}. */
final class ApprovalFields {
    private static final List<String> FIELDS = List.of("required", "fourEyes", "expires", "kinds");
    private static final List<String> KINDS = List.of("deploy", "rollback", "restart", "catch-up");
    private static final int MOST_PEOPLE = 5;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    private ApprovalFields() {}

    static Optional<ApprovalRule> read(Mapping document) {
        return document.mapping("approvals").map(fields -> {
            fields.only(FIELDS);
            return new ApprovalRule(
                    fields.number("required", 1, MOST_PEOPLE).orElse(1),
                    fields.flag("fourEyes").orElse(true),
                    expires(fields),
                    kinds(fields));
        });
    }

    private static Duration expires(Mapping fields) {
        var expires = fields.duration("expires", SHORTEST).orElse(Duration.ofHours(24));
        if (expires.compareTo(LONGEST) > 0) {
            fields.mistake("expires", "must be at most " + LONGEST.toHours() + "h");
        }
        return expires;
    }

    private static List<String> kinds(Mapping fields) {
        if (!fields.has("kinds")) {
            return List.of("deploy");
        }
        var kinds = fields.texts("kinds").stream().distinct().toList();
        for (var kind : kinds) {
            if (!KINDS.contains(kind)) {
                fields.mistake(
                        "kinds", "\"" + kind + "\" is no kind of deployment: choose from " + String.join(", ", KINDS));
            }
        }
        if (kinds.isEmpty()) {
            fields.mistake(
                    "kinds",
                    "names none: name at least one of " + String.join(", ", KINDS) + ", or leave approvals out");
        }
        return kinds;
    }
}
