package dev.slipway.fleet;

import dev.slipway.fleet.DiscoveryRule.Login;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code discovery}: where servers are looked up that nobody writes into the document. */
final class DiscoveryFields {
    private static final List<String> COMMON = List.of("from", "name", "members", "labels", "address", "hostKeys");
    private static final List<String> AWS = List.of("region", "roleArn", "externalId", "endpoint");
    private static final String AWS_NAME = "[\\x20-\\x7e]{1,255}";
    private static final String HOOK = "[A-Za-z0-9_/-]{1,255}";

    private static final String TARGET_GROUP = "aws-target-group";
    private static final String EC2_TAGS = "ec2-tags";
    private static final String SCALING_GROUP = "auto-scaling-group";
    private static final String DIGITALOCEAN = "digitalocean-tag";
    private static final String CONSUL_SERVICE = "consul-service";
    private static final Set<String> SOURCES =
            Set.of(TARGET_GROUP, EC2_TAGS, SCALING_GROUP, DIGITALOCEAN, CONSUL_SERVICE);

    private final Mapping rule;
    private final Login login;
    private final Set<String> balancers;
    private final Map<String, String> options = new HashMap<>();

    private DiscoveryFields(Mapping rule, Login login, Set<String> balancers) {
        this.rule = rule;
        this.login = login;
        this.balancers = balancers;
    }

    static List<DiscoveryRule> read(Mapping document) {
        var rules = new ArrayList<DiscoveryRule>();
        if (!document.has("discovery")) {
            return rules;
        }
        var written = document.mappings("discovery");
        if (written.isEmpty()) {
            document.mistake("discovery", "must be a list of at least one source of servers");
        }
        var login = NodeFields.ofFound(document);
        var balancers = document.mapping("balancers")
                .map(all -> Set.copyOf(all.names()))
                .orElse(Set.of());
        var sources = new HashSet<String>();
        for (var fields : written) {
            var read = new DiscoveryFields(fields, login, balancers).rule();
            if (!sources.add(read.source())) {
                fields.mistake("from", "the same source is named above");
            }
            rules.add(read);
        }
        return rules;
    }

    private DiscoveryRule rule() {
        if (!rule.has("from")) {
            rule.missing("from", "one of " + String.join(", ", new TreeSet<>(SOURCES)));
        }
        var choices = new HashMap<String, String>();
        SOURCES.forEach(source -> choices.put(source, source));
        var from = rule.choice("from", choices).orElse("");
        List<String> endpoints = new ArrayList<>();
        Map<String, String> tags = new HashMap<>();
        var what =
                switch (from) {
                    case TARGET_GROUP -> targetGroup();
                    case EC2_TAGS -> ec2(tags);
                    case SCALING_GROUP -> scalingGroup();
                    case DIGITALOCEAN -> digitalocean(endpoints);
                    case CONSUL_SERVICE -> consul(endpoints);
                    default -> "";
                };
        var members = rule.textMap("members");
        members.forEach(this::member);
        if (login.user().isEmpty()) {
            rule.mistake("from", "found servers are entered by ssh of the document: give ssh.user and ssh.key there");
        }
        return new DiscoveryRule(
                from + " " + what,
                from,
                options,
                endpoints,
                tags,
                pattern("name", rule.text("name").orElse(from.equals(CONSUL_SERVICE) ? "{name}" : "{id}")),
                members,
                rule.textMap("labels"),
                rule.choice("address", Map.of("private", false, "public", true)).orElse(false),
                rule.choice("hostKeys", Map.of("ask", false, "first-seen", true))
                        .orElse(false),
                login);
    }

    private void only(String... own) {
        var known = new ArrayList<>(COMMON);
        known.addAll(List.of(own));
        rule.only(known);
    }

    private void onlyAws(String... own) {
        var known = new ArrayList<>(AWS);
        known.addAll(List.of(own));
        only(known.toArray(String[]::new));
    }

    private String targetGroup() {
        onlyAws("targetGroup");
        var region = aws();
        var group = rule.matching(
                "targetGroup",
                AwsFields.TARGET_GROUP,
                "must be " + AwsFields.TARGET_GROUP_FORM,
                rule.required("targetGroup", "the target group's ARN"));
        AwsFields.sameRegion(rule, "targetGroup", group, region);
        options.put("targetGroup", group);
        return group.replaceFirst(".*:targetgroup/", "");
    }

    private String ec2(Map<String, String> tags) {
        onlyAws("tags");
        aws();
        tags.putAll(rule.textMap("tags"));
        if (!rule.has("tags")) {
            rule.missing("tags", "the tags that an instance must have, e.g. {role: web, env: production}");
        } else if (tags.isEmpty()) {
            rule.mistake("tags", "must name at least one tag and its value");
        }
        var words = new TreeSet<String>();
        tags.forEach((key, value) -> words.add(key + "=" + value));
        return String.join(" ", words);
    }

    private String scalingGroup() {
        onlyAws("group", "lifecycleHook");
        aws();
        var group = rule.matching(
                "group",
                AWS_NAME,
                "must be the name of an Auto Scaling group",
                rule.required("group", "the Auto Scaling group's name"));
        options.put("group", group);
        rule.text("lifecycleHook")
                .ifPresent(hook -> options.put(
                        "lifecycleHook",
                        rule.matching("lifecycleHook", HOOK, "must be the name of a lifecycle hook", hook)));
        return group;
    }

    private String aws() {
        return AwsFields.read(rule, "the region of the servers, e.g. eu-central-1", options);
    }

    private String digitalocean(List<String> endpoints) {
        only("tag", "token", "endpoint");
        var tag = rule.matching(
                "tag",
                "[A-Za-z0-9:_-]{1,255}",
                "may hold letters, digits and : _ - only",
                rule.required("tag", "the tag that a droplet must have"));
        options.put("tag", tag);
        if (!rule.has("token")) {
            rule.missing("token", "the name of a file in slipway.balancer.secrets with an API token");
        }
        DriverFields.secret(rule, "token").ifPresent(name -> options.put("token", name));
        rule.text("endpoint")
                .ifPresent(text ->
                        endpoints.add(rule.matching("endpoint", DriverFields.ADDRESS, DriverFields.SAFE, text)));
        return tag;
    }

    private String consul(List<String> endpoints) {
        only("endpoints", "service", "datacenter", "token");
        endpoints.addAll(ConsulFields.catalog(rule, options));
        return options.getOrDefault("service", "");
    }

    private void member(String balancer, String member) {
        if (!balancers.contains(balancer)) {
            rule.mistake(
                    "members", "there is no balancer " + balancer + Nearest.hint(balancer, List.copyOf(balancers)));
        }
        if (DiscoveryRule.PLACEHOLDER
                .matcher(pattern("members", member))
                .results()
                .findAny()
                .isEmpty()) {
            rule.mistake("members", member + " would be the same for all servers: use {id}, {name}, {host} or {port}");
        }
    }

    private String pattern(String field, String text) {
        DiscoveryRule.PLACEHOLDER.matcher(text).results().forEach(found -> {
            if (!DiscoveryRule.PLACEHOLDERS.contains(found.group(1))) {
                rule.mistake(
                        field,
                        "{" + found.group(1) + "} is not known: one of "
                                + DiscoveryRule.PLACEHOLDERS.stream()
                                        .map(word -> "{" + word + "}")
                                        .toList());
            }
        });
        return text;
    }
}
