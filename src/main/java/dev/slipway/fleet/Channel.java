package dev.slipway.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where notices about a fleet go. */
public sealed interface Channel {
    /**
     * A Slack-compatible incoming webhook.
     *
     * @param secret name of the stored secret that holds its address
     */
    record Slack(String secret) implements Channel {}

    /**
     * A program that takes signed JSON.
     *
     * @param secret name of the stored secret that signs
     */
    record Webhook(String url, String secret) implements Channel {}

    /** People, all with one message. */
    record Email(List<String> addresses) implements Channel {
        public Email {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Deployments and their statuses, as GitHub shows them beside a commit.
     *
     * @param repository as {@code owner/name}
     * @param environment as GitHub names it
     * @param temporary whether the environment will be gone one day
     * @param url where the environment can be looked at; null: nobody said
     */
    record Github(
            String repository,
            String environment,
            boolean production,
            boolean temporary,
            @Nullable String url) implements Channel {}

    /** What sort of channel it is, in one word. */
    default String kind() {
        return switch (this) {
            case Slack _ -> "slack";
            case Webhook _ -> "webhook";
            case Email _ -> "email";
            case Github _ -> "github";
        };
    }

    /** Where it leads, without anything secret. */
    default String shown() {
        return switch (this) {
            case Slack slack -> slack.secret();
            case Webhook webhook -> webhook.url().replaceFirst("[?#].*", "");
            case Email email -> String.join(", ", email.addresses());
            case Github github -> github.repository() + ", " + github.environment();
        };
    }
}
