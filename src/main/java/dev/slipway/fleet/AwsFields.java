package dev.slipway.fleet;

import java.util.Map;
import java.util.regex.Pattern;

/** What every part of a document says that asks AWS: where, and as whom. */
final class AwsFields {
    static final String REGION = "[a-z]{2,8}(-[a-z0-9]{1,12}){1,4}";
    static final String TARGET_GROUP = "arn:aws[a-z-]{0,20}:elasticloadbalancing:" + REGION
            + ":[0-9]{12}:targetgroup/[A-Za-z0-9-]{1,32}/[a-z0-9]+";
    /** As a person reads it. */
    static final String TARGET_GROUP_FORM = "arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<name>/<id>";

    private static final String ROLE = "arn:aws[a-z-]{0,20}:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}";
    private static final String EXTERNAL_ID = "[\\w+=,.@:/-]{2,1224}";
    private static final String ENDPOINT = "https?://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?/?";
    private static final Pattern ARN = Pattern.compile("arn:[^:]*:[^:]*:([^:]*):.*");

    private AwsFields() {}

    /** Reads them; the region is given back. */
    static String read(Mapping fields, String whatFor, Map<String, String> options) {
        var region = fields.matching(
                "region", REGION, "must be a region such as eu-central-1", fields.required("region", whatFor));
        options.put("region", region);
        text(fields, "roleArn", ROLE, "must be arn:aws:iam::<account>:role/<name>", options);
        text(fields, "externalId", EXTERNAL_ID, "may hold letters, digits and _ + = , . @ : / - only", options);
        if (fields.has("externalId") && !fields.has("roleArn")) {
            fields.mistake("externalId", "belongs to a role: give roleArn too");
        }
        text(fields, "endpoint", ENDPOINT, "must be https://host or http://host:port, without a path", options);
        return region;
    }

    /** A target group must be where it is asked for. */
    static void sameRegion(Mapping fields, String field, String arn, String region) {
        var named = ARN.matcher(arn);
        if (named.matches() && !named.group(1).equals(region) && !region.isEmpty()) {
            fields.mistake(field, arn + " is not in the region " + region);
        }
    }

    private static void text(Mapping fields, String name, String pattern, String problem, Map<String, String> options) {
        fields.text(name).ifPresent(text -> options.put(name, fields.matching(name, pattern, problem, text)));
    }
}
