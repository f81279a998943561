package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.FleetDocument.Parsed;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: a document says who is told what, and a wrong word is a mistake with its line. Method: documents. */
class NotificationFieldsTest {
    private static final String HEAD = """
            fleet: shop-production
            application: shop
            environment: production
            pipeline: generic
            deployPath: /srv/shop
            ssh: {user: deploy, key: shop}
            nodes: [{name: web-1, host: 10.4.1.11}]
            notifications:
            """;

    @Test
    void reads_every_kind_of_channel() {
        var all = FleetDocument.notifications(HEAD + """
                  - {slack: ops-chat, on: [failed, rolled_back]}
                  - {webhook: "https://example.com/hook?x=1", secret: hook-key}
                  - {email: [ops@example.com, ops@example.com]}
                  - {github: acme/shop}
                  - {github: acme/shop, environment: canary, transient: true, url: "https://canary.example"}
                """);

        assertThat(all)
                .containsExactly(
                        new Notification(new Channel.Slack("ops-chat"), EnumSet.of(Moment.FAILED, Moment.ROLLED_BACK)),
                        new Notification(
                                new Channel.Webhook("https://example.com/hook?x=1", "hook-key"),
                                Set.copyOf(Moment.USUAL)),
                        new Notification(new Channel.Email(List.of("ops@example.com")), Set.copyOf(Moment.USUAL)),
                        new Notification(
                                new Channel.Github("acme/shop", "production", true, false, null),
                                EnumSet.allOf(Moment.class)),
                        new Notification(
                                new Channel.Github("acme/shop", "canary", false, true, "https://canary.example"),
                                EnumSet.allOf(Moment.class)));
        assertThat(all.get(1).channel().shown()).isEqualTo("https://example.com/hook");
    }

    @Test
    void nobody_is_told_where_nothing_is_said() {
        assertThat(FleetDocument.notifications(HEAD.replace("notifications:\n", "")))
                .isEmpty();
    }

    @Test
    void names_every_mistake_with_its_line() {
        var wrong = wrong("""
                  - {slack: "https://hooks.slack.com/services/T0/B0/x", on: [failed]}
                  - {webhook: "https://user:pw@example.com/", on: [failure]}
                  - {webhook: "ftp://example.com/", secret: k, on: []}
                  - {email: ["ops@example.com\\tBcc:x@example.com", "a b@example.com"]}
                  - {github: "acme", on: [failed]}
                  - {slack: a, email: [b@example.com]}
                  - {slack: ops-chat, secret: x}
                  - {slack: ops-chat}
                """);

        assertThat(wrong.stream().map(m -> m.line() + " " + m.field()))
                .contains(
                        "9 notifications[0].slack",
                        "10 notifications[1].webhook",
                        "10 notifications[1].secret",
                        "10 notifications[1].on",
                        "11 notifications[2].webhook",
                        "11 notifications[2].on",
                        "12 notifications[3].email",
                        "13 notifications[4].github",
                        "13 notifications[4].on",
                        "14 notifications[5].slack",
                        "15 notifications[6].secret",
                        "16 notifications[7].slack");
        assertThat(wrong.stream().map(Mistake::problem))
                .anyMatch(p -> p.contains("not the address itself"))
                .anyMatch(p -> p.contains("\"failure\" is nothing that is told: choose from queued"))
                .anyMatch(p -> p.equals("the same channel is named above"));
    }

    private static List<Mistake> wrong(String channels) {
        return switch (FleetDocument.parse(HEAD + channels, _ -> List.of())) {
            case Parsed.Right _ -> List.of();
            case Parsed.Wrong(var mistakes) -> mistakes;
        };
    }
}
