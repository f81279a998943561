package dev.slipway.dashboard;

import io.quarkus.qute.TemplateExtension;
import java.util.List;

/** What a browser calls itself, in words. Only for a person's own list: whoever likes may call himself anything. */
@TemplateExtension
final class Agents {
    private static final List<List<String>> BROWSERS = List.of(
            List.of("Edg/", "Edge"),
            List.of("OPR/", "Opera"),
            List.of("Firefox/", "Firefox"),
            List.of("Chrome/", "Chrome"),
            List.of("Safari/", "Safari"),
            List.of("curl/", "curl"));
    private static final List<List<String>> SYSTEMS = List.of(
            List.of("Android", "Android"),
            List.of("iPhone", "an iPhone"),
            List.of("iPad", "an iPad"),
            List.of("Windows", "Windows"),
            List.of("Mac OS X", "a Mac"),
            List.of("Linux", "Linux"));

    private Agents() {}

    /** E.g. {@code Firefox on Linux}. */
    static String browser(String agent) {
        var name = first(agent, BROWSERS);
        var system = first(agent, SYSTEMS);
        if (name.isEmpty()) {
            return agent.isBlank() ? "Unknown" : agent;
        }
        return system.isEmpty() ? name : name + " on " + system;
    }

    private static String first(String agent, List<List<String>> known) {
        return known.stream()
                .filter(one -> agent.contains(one.getFirst()))
                .map(List::getLast)
                .findFirst()
                .orElse("");
    }
}
