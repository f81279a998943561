package dev.slipway.fleet;

import dev.slipway.fleet.GithubRule.ArtifactPlace;
import dev.slipway.fleet.GithubRule.On;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads {@code triggers} and {@code supersede}. */
final class TriggerFields {
    private static final String REPOSITORY = "[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}";
    private static final String ID = "[1-9][0-9]{0,17}";
    private static final List<String> COMMON =
            List.of("on", "repository", "repositoryId", "version", "migrations", "release");
    private static final List<String> MIGRATIONS = List.of("none", "reversible", "irreversible");
    private static final List<String> EVENTS =
            List.of("push", "workflow_dispatch", "schedule", "release", "workflow_run", "repository_dispatch");
    private static final List<String> ACTIONS = List.of("published", "released", "created");
    private static final String VERSION = "version";

    private final Mapping rule;

    private TriggerFields(Mapping rule) {
        this.rule = rule;
    }

    static Triggers read(Mapping document) {
        var supersede = document.flag("supersede").orElse(false);
        var rules = new ArrayList<GithubRule>();
        var schedules = new ArrayList<ScheduleRule>();
        document.mapping("triggers").ifPresent(triggers -> {
            triggers.only(List.of("github", "schedule"));
            schedules(triggers).forEach(fields -> schedule(fields, schedules));
            triggers.mappings("github").forEach(fields -> new TriggerFields(fields).rule(rules));
        });
        return new Triggers(rules, schedules, supersede);
    }

    /** One, or a list of them. */
    private static List<Mapping> schedules(Mapping triggers) {
        return triggers.value("schedule").filter(MappingNode.class::isInstance).isPresent()
                ? triggers.mapping("schedule").map(List::of).orElse(List.of())
                : triggers.mappings("schedule");
    }

    private static void schedule(Mapping fields, List<ScheduleRule> schedules) {
        fields.only(List.of("cron", "zone"));
        if (!fields.has("cron")) {
            fields.missing("cron", "when, e.g. \"0 3 * * *\"");
        }
        WindowFields.cron(fields, "cron").map(ScheduleRule::new).ifPresent(rule -> {
            if (schedules.contains(rule)) {
                fields.mistake("cron", "the same time is named above");
            }
            schedules.add(rule);
        });
    }

    private void rule(List<GithubRule> rules) {
        var words = new LinkedHashMap<String, On>();
        Arrays.stream(On.values()).forEach(on -> words.put(on.word(), on));
        if (!rule.has("on")) {
            rule.missing("on", "one of " + String.join(", ", words.keySet()));
        }
        rule.choice("on", words).ifPresent(on -> rules.add(rule(on)));
    }

    private GithubRule rule(On on) {
        var fields = new ArrayList<>(COMMON);
        fields.addAll(
                switch (on) {
                    case WORKFLOW_RUN -> List.of("branch", "workflow", "event");
                    case RELEASE -> List.of("tag", "action", "prereleases");
                    case PUSH -> List.of("branch", "tag");
                    case DEPLOYMENT -> List.of("environment");
                });
        rule.only(fields);
        if (on == On.PUSH && !rule.has("branch") && !rule.has("tag")) {
            rule.missing("branch", "which branch, e.g. main; or tag, e.g. \"v*\"");
        }
        var usual = on == On.PUSH && rule.has("tag") && !rule.has("branch") ? "{tag}" : on.version();
        return new GithubRule(
                on,
                repository(),
                repositoryId(),
                patterns("branch"),
                patterns("tag"),
                rule.text("workflow").orElse(null),
                on == On.WORKFLOW_RUN ? events() : List.of(),
                choice("action", ACTIONS, "published"),
                rule.text("environment").orElse(null),
                rule.flag("prereleases").orElse(false),
                place(on),
                template(rule, VERSION, rule.text(VERSION).orElse(usual), on.placeholders()),
                choice("migrations", MIGRATIONS, "reversible"));
    }

    private @Nullable String repository() {
        if (!rule.has("repository") && !rule.has("repositoryId")) {
            rule.missing("repository", "which one on GitHub, e.g. acme/shop");
        }
        return rule.text("repository")
                .map(text -> rule.matching("repository", REPOSITORY, "must be owner/name, e.g. acme/shop", text))
                .orElse(null);
    }

    private @Nullable Long repositoryId() {
        var text = rule.text("repositoryId").orElse("");
        rule.matching("repositoryId", ID, "must be the repository's number on GitHub", text);
        return text.matches(ID) ? Long.valueOf(text) : null;
    }

    /** One pattern, or a list of them. */
    private List<String> patterns(String field) {
        return rule.value(field).filter(SequenceNode.class::isInstance).isPresent()
                ? rule.texts(field)
                : rule.text(field).map(List::of).orElse(List.of());
    }

    /** What a stranger's pull request begins is never deployed, whatever else the rule says. */
    private List<String> events() {
        if (!rule.has("event")) {
            return List.of("push");
        }
        var events = patterns("event");
        for (var event : events) {
            if (!EVENTS.contains(event)) {
                rule.mistake(
                        "event",
                        "\"" + event + "\" does not begin a run that may be deployed: choose from "
                                + String.join(", ", EVENTS));
            }
        }
        return events;
    }

    private String choice(String field, List<String> words, String usual) {
        var choices = new LinkedHashMap<String, String>();
        words.forEach(word -> choices.put(word, word));
        return rule.choice(field, choices).orElse(usual);
    }

    private ArtifactPlace place(On on) {
        var release = rule.mapping("release");
        if (release.isEmpty()) {
            if (!rule.has("release")) {
                rule.missing("release", "where its files are, e.g. {from: git}");
            }
            return new ArtifactPlace.Git(null, null, null);
        }
        var fields = release.get();
        var from = from(fields, on);
        return switch (from) {
            case "workflow-artifact" -> {
                fields.only(List.of("from", "artifact"));
                yield new ArtifactPlace.WorkflowArtifact(
                        needed(fields, "artifact", "the artifact's name, e.g. shop", on));
            }
            case "release-asset" -> {
                fields.only(List.of("from", "asset"));
                yield new ArtifactPlace.ReleaseAsset(
                        needed(fields, "asset", "the file's name, e.g. \"shop-*.tar.gz\"", on));
            }
            case "url" -> {
                fields.only(List.of("from", "url", "sha256"));
                yield new ArtifactPlace.Web(
                        needed(fields, "url", "an address, e.g. \"https://builds.example.com/{sha}.tar.gz\"", on),
                        needed(fields, "sha256", "the digest, or the address of a file that holds it", on));
            }
            default -> git(fields);
        };
    }

    private static ArtifactPlace git(Mapping fields) {
        fields.only(List.of("from", "url", "key", "hostKey"));
        String url = fields.text("url").orElse(null);
        String key = fields.text("key")
                .map(name -> fields.matching("key", FleetDocument.NAME, FleetDocument.NAME_RULE, name))
                .orElse(null);
        boolean web = url != null && url.matches("(?i)https?://.*");
        if (web && key != null) {
            fields.mistake("key", "belongs to an address of SSH: git@host:path or ssh://git@host:port/path");
        }
        if (url != null && !web && !fields.has("key")) {
            fields.missing("key", "the stored SSH key to fetch it with; or write url as https://…");
        }
        if (fields.has("hostKey") && !fields.has("key")) {
            fields.mistake("hostKey", "belongs to key: what the SSH server must show");
        }
        return new ArtifactPlace.Git(url, key, NodeFields.hostKey(fields));
    }

    private static String from(Mapping fields, On on) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("git", "git");
        words.put("url", "url");
        switch (on) {
            case WORKFLOW_RUN -> words.put("workflow-artifact", "workflow-artifact");
            case RELEASE -> words.put("release-asset", "release-asset");
            case PUSH, DEPLOYMENT -> {}
        }
        if (!fields.has("from")) {
            fields.missing("from", "one of " + String.join(", ", words.keySet()));
        }
        return fields.choice("from", words).orElse("git");
    }

    private static Template needed(Mapping fields, String field, String whatFor, On on) {
        var known = new ArrayList<>(on.placeholders());
        known.add(VERSION);
        return template(fields, field, fields.required(field, whatFor), known);
    }

    private static Template template(Mapping fields, String field, String text, List<String> known) {
        var template = new Template(text);
        for (var place : template.places()) {
            if (!known.contains(place)) {
                fields.mistake(field, "{" + place + "} is no placeholder of this rule" + Nearest.hint(place, known));
            }
        }
        return template;
    }
}
