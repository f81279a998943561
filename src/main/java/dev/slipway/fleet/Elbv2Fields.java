package dev.slipway.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The driver {@code aws-elbv2}. */
final class Elbv2Fields implements DriverFields {
    /** No load balancer forgets a target at once. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    /** As AWS allows for deregistration_delay. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    private static final String FOUR = BYTE + "(\\." + BYTE + "){3}";
    private static final String SIX = "(?=.*:.*:)[0-9a-fA-F:]+[0-9a-fA-F:.]*(?<=::|[0-9a-fA-F])";
    private static final String PORT =
            "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}" + "|655[0-2][0-9]|6553[0-5]))?";
    private static final Pattern MEMBER =
            Pattern.compile("(i-[0-9a-f]{8,17}|" + FOUR + "|\\[" + SIX + "\\])" + PORT + "|" + SIX);

    @Override
    public String driver() {
        return "aws-elbv2";
    }

    @Override
    public List<String> names() {
        return List.of("region", "targetGroups", "roleArn", "externalId", "endpoint", "enoughDraining");
    }

    @Override
    public Settings read(Mapping fields) {
        Map<String, String> options = new HashMap<>();
        var region = AwsFields.read(fields, "the region of the target groups, e.g. eu-central-1", options);
        enough(fields).ifPresent(enough -> options.put("enoughDraining", enough.toString()));
        return new Settings(groups(fields, region), "", options);
    }

    @Override
    public Optional<String> memberMistake(String member) {
        return MEMBER.matcher(member).matches()
                ? Optional.empty()
                : Optional.of("must be a target: i-0123456789abcdef0, i-0123456789abcdef0:8080, 10.0.0.1, 10.0.0.1:8080"
                        + " or [2001:db8::1]:8080");
    }

    private static List<String> groups(Mapping fields, String region) {
        var groups = DriverFields.needed(fields, "targetGroups", AwsFields.TARGET_GROUP, AwsFields.TARGET_GROUP_FORM);
        groups.forEach(group -> AwsFields.sameRegion(fields, "targetGroups", group, region));
        if (new HashSet<>(groups).size() < groups.size()) {
            fields.mistake("targetGroups", "names a target group twice");
        }
        return groups;
    }

    private static Optional<Duration> enough(Mapping fields) {
        var enough = fields.duration("enoughDraining", SHORTEST);
        if (enough.isPresent() && enough.get().compareTo(LONGEST) > 0) {
            fields.mistake("enoughDraining", "must be at most 1h");
        }
        return enough;
    }
}
