package dev.slipway.notice;

import dev.slipway.fleet.Channel;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vertx.ext.mail.SMTPException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** E-mail through the server that {@code quarkus.mailer.*} names: plain text, and the same as simple HTML. */
@Singleton
final class MailPost {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SUBJECT = 180;
    private static final int PERMANENT = 500;

    private final ReactiveMailer mailer;
    private final Config config;
    private final Wording wording;

    MailPost(ReactiveMailer mailer, Config config, Wording wording) {
        this.mailer = mailer;
        this.config = config;
        this.wording = wording;
    }

    /** Whether there is a sender's address; without one no server takes mail. */
    boolean ready() {
        return sender().isPresent();
    }

    private Optional<String> sender() {
        return config.getOptionalValue("quarkus.mailer.from", String.class).filter(text -> !text.isBlank());
    }

    Outcome send(Channel.Email channel, Notice notice) {
        var sender = sender();
        if (sender.isEmpty()) {
            return new Outcome.Hopeless("E-mail is not set up: set quarkus.mailer.host and quarkus.mailer.from");
        }
        var mail = new Mail()
                .setFrom(sender.get())
                .setTo(channel.addresses())
                .setSubject(Wording.atMost(SUBJECT, wording.heading(notice)))
                .setText(text(notice))
                .setHtml(html(notice))
                .addHeader("X-Slipway-Delivery", notice.delivery())
                .addHeader("Message-ID", "<" + notice.delivery() + "@slipway.invalid>")
                .addHeader("Auto-Submitted", "auto-generated");
        try {
            mailer.send(mail).await().atMost(PATIENCE);
            return new Outcome.Sent();
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    /** The server's own words may repeat the password's hash or the sender's: its code says enough. */
    private static Outcome failed(RuntimeException e) {
        var refused = smtp(e);
        if (refused != null && refused.getReplyCode() >= PERMANENT) {
            return new Outcome.Hopeless("The mail server refused it with " + refused.getReplyCode());
        }
        return new Outcome.Later(
                refused == null || refused.getReplyCode() == 0
                        ? "The mail server was not reached, or did not answer as it should ("
                                + e.getClass().getSimpleName() + ")"
                        : "The mail server answered " + refused.getReplyCode());
    }

    private static @Nullable SMTPException smtp(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SMTPException found) {
                return found;
            }
        }
        return null;
    }

    private String text(Notice notice) {
        var text = new StringBuilder(wording.heading(notice)).append("\n\n");
        for (var line : wording.lines(notice)) {
            text.append(line.label())
                    .append(": ")
                    .append(Wording.plain(line.text()))
                    .append('\n');
        }
        wording.link(notice).ifPresent(link -> text.append('\n').append(link).append('\n'));
        return text.toString();
    }

    private String html(Notice notice) {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><body><h1>")
                .append(escaped(wording.heading(notice)))
                .append("</h1><table>");
        for (var line : wording.lines(notice)) {
            html.append("<tr><th align=\"left\" valign=\"top\">")
                    .append(escaped(line.label()))
                    .append("</th><td>")
                    .append(escaped(Wording.plain(line.text())))
                    .append("</td></tr>");
        }
        html.append("</table>");
        wording.link(notice)
                .ifPresent(link ->
                        html.append("<p><a href=\"").append(escaped(link)).append("\">Look at it</a></p>"));
        return html.append("</body></html>").toString();
    }

    private static String escaped(String text) {
        return SlackPost.escaped(text).replace("\"", "&quot;").replace("'", "&#39;");
    }
}
