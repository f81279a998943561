package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code notifications}. */
final class NotificationFields {
    private static final List<String> KINDS = List.of("slack", "webhook", "email", "github");
    private static final int MOST = 20;
    private static final int MOST_ADDRESSES = 20;
    private static final int LONGEST_ADDRESS = 254;
    private static final int LONGEST_URL = 2000;
    private static final String URL = "https?://[A-Za-z0-9._\\[\\]:-]+(/[!-~]*)?";
    private static final String URL_RULE =
            "must be a web address such as https://example.com/hook," + " without a user or password in it";
    // Nothing that could end a header, name a second address or begin a comment.
    private static final String ADDRESS = "[A-Za-z0-9._%+'-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?";
    private static final String REPOSITORY = "[A-Za-z0-9][A-Za-z0-9-]{0,38}/(?!\\.\\.?$)[A-Za-z0-9._-]{1,100}";

    private final Mapping document;
    private final Set<Channel> known = new HashSet<>();

    private NotificationFields(Mapping document) {
        this.document = document;
    }

    static List<Notification> read(Mapping document) {
        return new NotificationFields(document).all();
    }

    private List<Notification> all() {
        var written = document.mappings("notifications");
        if (written.size() > MOST) {
            document.mistake("notifications", "may name at most " + MOST + " channels");
        }
        var all = new ArrayList<Notification>();
        for (var fields : written) {
            channel(fields).ifPresent(channel -> {
                if (!known.add(channel)) {
                    fields.mistake(channel.kind(), "the same channel is named above");
                }
                all.add(new Notification(channel, on(fields, channel)));
            });
        }
        return all;
    }

    private Optional<Channel> channel(Mapping fields) {
        var kinds = KINDS.stream().filter(fields::has).toList();
        if (kinds.size() != 1) {
            fields.only(List.of("slack", "webhook", "email", "github", "on", "secret"));
            fields.missing("slack", "exactly one of slack, webhook, email and github must be there");
            return Optional.empty();
        }
        return Optional.of(
                switch (kinds.getFirst()) {
                    case "slack" -> slack(fields);
                    case "webhook" -> webhook(fields);
                    case "email" -> email(fields);
                    default -> github(fields);
                });
    }

    private static Channel slack(Mapping fields) {
        fields.only(List.of("slack", "on"));
        return new Channel.Slack(fields.matching(
                "slack",
                FleetDocument.NAME,
                "must be the name of a stored secret, not the address itself: PUT"
                        + " /api/v1/notification-secrets/{name} stores one",
                fields.text("slack").orElse("")));
    }

    private static Channel webhook(Mapping fields) {
        fields.only(List.of("webhook", "secret", "on"));
        return new Channel.Webhook(
                url(fields, "webhook"), FleetDocument.name(fields, "secret", "the stored secret that signs"));
    }

    private static Channel email(Mapping fields) {
        fields.only(List.of("email", "on"));
        var addresses = fields.texts("email").stream().distinct().toList();
        for (var address : addresses) {
            if (!address.matches(ADDRESS) || address.length() > LONGEST_ADDRESS) {
                fields.mistake("email", "\"" + address + "\" is no plain e-mail address");
            }
        }
        if (addresses.isEmpty() || addresses.size() > MOST_ADDRESSES) {
            fields.mistake("email", "must be a list of 1 to " + MOST_ADDRESSES + " e-mail addresses");
        }
        return new Channel.Email(addresses);
    }

    private Channel github(Mapping fields) {
        fields.only(List.of("github", "environment", "production", "transient", "url"));
        var environment = fields.text("environment")
                .or(() -> document.text("environment"))
                .orElse("");
        if (!environment.matches("[^\\p{Cntrl}]{1,255}")) {
            fields.mistake("environment", "must be one line of at most 255 characters");
        }
        return new Channel.Github(
                fields.matching(
                        "github",
                        REPOSITORY,
                        "must be a repository as owner/name",
                        fields.text("github").orElse("")),
                environment,
                fields.flag("production").orElse(environment.equals("production")),
                fields.flag("transient").orElse(false),
                fields.has("url") ? url(fields, "url") : null);
    }

    private static String url(Mapping fields, String field) {
        var text = fields.text(field).orElse("");
        if (text.length() > LONGEST_URL) {
            fields.mistake(field, "may have at most " + LONGEST_URL + " characters");
        }
        return fields.matching(field, URL, URL_RULE, text);
    }

    private static Set<Moment> on(Mapping fields, Channel channel) {
        if (channel instanceof Channel.Github) {
            return EnumSet.allOf(Moment.class);
        }
        if (!fields.has("on")) {
            return Set.copyOf(Moment.USUAL);
        }
        var on = EnumSet.noneOf(Moment.class);
        for (var word : fields.texts("on")) {
            Moment.of(word)
                    .ifPresentOrElse(
                            on::add,
                            () -> fields.mistake(
                                    "on",
                                    "\"" + word + "\" is nothing that is told: choose from "
                                            + String.join(", ", Moment.words())));
        }
        if (on.isEmpty()) {
            fields.mistake("on", "names nothing; name at least one of " + String.join(", ", Moment.words()));
        }
        return on;
    }
}
