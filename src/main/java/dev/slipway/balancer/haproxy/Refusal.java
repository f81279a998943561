package dev.slipway.balancer.haproxy;

/** What to make of an answer that says no. */
final class Refusal {
    private static final int MOST_CHARACTERS = 300;

    private Refusal() {}

    static String next(String answer) {
        if (answer.contains("Permission denied")) {
            return "Give this socket the level admin in HAProxy's configuration: stats socket … level admin.";
        }
        if (answer.contains("Unknown command")) {
            return "This HAProxy does not know the command; Slipway needs 2.2 or later.";
        }
        return "See what HAProxy's answer says, and its configuration of this server.";
    }

    /** The exact answer, unless it is longer than anybody reads. */
    static String shortened(String answer) {
        var stripped = answer.strip();
        return stripped.length() <= MOST_CHARACTERS ? stripped : stripped.substring(0, MOST_CHARACTERS) + "…";
    }
}
