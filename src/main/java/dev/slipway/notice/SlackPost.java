package dev.slipway.notice;

import dev.slipway.fleet.Channel;
import dev.slipway.outside.Ask;
import dev.slipway.outside.BadAddress;
import dev.slipway.outside.Target;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Slack and whatever takes the same JSON, such as Mattermost and Rocket.Chat: blocks, and one text for those without.
 */
@Singleton
final class SlackPost {
    private static final int HEADING = 150;
    private static final int SECTION = 2900;
    private static final int VALUE = 600;

    private final NotificationSecrets secrets;
    private final Posts posts;
    private final Wording wording;

    SlackPost(NotificationSecrets secrets, Posts posts, Wording wording) {
        this.secrets = secrets;
        this.posts = posts;
        this.wording = wording;
    }

    Outcome send(Channel.Slack channel, Notice notice) {
        var address = secrets.open(channel.secret());
        if (address.isEmpty()) {
            return new Outcome.Hopeless("There is no secret " + channel.secret()
                    + ": store the channel's address with PUT /api/v1/notification-secrets/" + channel.secret());
        }
        try {
            var body = ChannelJson.write(json(notice)).getBytes(StandardCharsets.UTF_8);
            return posts.send(Ask.post(Target.of(address.get().reveal()), body, Posts.LIMITS)
                    .with("Content-Type", "application/json; charset=utf-8"));
        } catch (BadAddress e) {
            return new Outcome.Hopeless(
                    "The secret " + channel.secret() + " holds no address that can be reached: " + e.getMessage());
        }
    }

    Map<String, Object> json(Notice notice) {
        var heading = wording.heading(notice);
        var lines = new ArrayList<String>();
        for (var line : wording.lines(notice)) {
            lines.add("*" + escaped(line.label()) + "*  " + escaped(Wording.atMost(VALUE, Wording.plain(line.text()))));
        }
        wording.link(notice).ifPresent(link -> lines.add("<" + escaped(link) + "|Look at it>"));
        var text = String.join("\n", lines);
        return Map.of(
                "text",
                escaped(heading) + "\n" + text,
                "blocks",
                List.of(
                        Map.of(
                                "type",
                                "header",
                                "text",
                                Map.of("type", "plain_text", "text", Wording.atMost(HEADING, heading), "emoji", false)),
                        Map.of(
                                "type",
                                "section",
                                "text",
                                Map.of("type", "mrkdwn", "text", whole(lines), "verbatim", true)),
                        Map.of(
                                "type",
                                "context",
                                "elements",
                                List.of(Map.of(
                                        "type", "plain_text", "text", "Slipway, notice " + notice.delivery())))));
    }

    /** As many whole lines as a section may have: an escape that is cut in two would be another text. */
    private static String whole(List<String> lines) {
        var text = new StringBuilder();
        for (var line : lines) {
            if (text.length() + line.length() < SECTION) {
                text.append(text.isEmpty() ? "" : "\n").append(line);
            }
        }
        return text.isEmpty() ? " " : text.toString();
    }

    /** The three characters that Slack reads as its own. What is written as a mention stays text by this. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
