package dev.slipway.trigger;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What messages give to templates and to people. */
final class Values {
    private static final int SHORT = 7;
    private static final int LONGER = 12;
    private static final int LONGEST_VERSION = 100;

    private Values() {}

    static Map<String, String> ofCommit(String repository, String sha) {
        return Map.of(
                "repository",
                repository,
                "sha",
                sha,
                "sha7",
                sha.substring(0, SHORT),
                "sha12",
                sha.substring(0, LONGER));
    }

    /** Why it is deployed: what whoever committed it wrote, and who that was. */
    static String reason(String message, String login, String otherwise) {
        var said = Shown.line(message);
        return (said.isEmpty() ? otherwise : said) + (login.isEmpty() ? "" : " (" + Shown.line(login) + ")");
    }

    /** Fit to be a part of a version, which names a folder. */
    static String inVersion(String value) {
        return value.replaceAll("[^A-Za-z0-9._+-]", "-");
    }

    /** A version as it is stored: {@code v1.2} is 1.2. Empty when nothing of it can be a version. */
    static String version(String filled) {
        var begun = filled.replaceFirst("^[^A-Za-z0-9]+", "").replaceFirst("^v(?=[0-9])", "");
        return begun.length() <= LONGEST_VERSION ? begun : begun.substring(0, LONGEST_VERSION);
    }

    /** Fit to be a part of an address: a branch cannot lead to another host or folder. */
    static String inAddress(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("..", "%2E%2E");
    }
}
