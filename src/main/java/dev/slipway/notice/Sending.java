package dev.slipway.notice;

import dev.slipway.fleet.Channel;
import dev.slipway.history.Clockwork;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Follows the journals and sends what is due, apart from all that deploys: on threads of its own and on the pages'
 * database connections, none of which is held while something is sent.
 */
@ApplicationScoped
class Sending {
    private static final Logger LOG = Logger.getLogger(Sending.class);
    private static final int AT_ONCE = 8;
    private static final int SWEEP_EVERY = 3600;
    private static final int AT_THE_END_SECONDS = 3;

    private final Follower follower;
    private final Outbox outbox;
    private final SlackPost slack;
    private final WebhookPost webhook;
    private final MailPost mail;
    private final GithubPost github;
    private final NoticeConfig config;
    private final Clockwork clockwork;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private volatile boolean over;
    private boolean told;
    private int rounds;

    Sending(
            Follower follower,
            Outbox outbox,
            SlackPost slack,
            WebhookPost webhook,
            MailPost mail,
            GithubPost github,
            NoticeConfig config,
            Clockwork clockwork) {
        this.follower = follower;
        this.outbox = outbox;
        this.slack = slack;
        this.webhook = webhook;
        this.mail = mail;
        this.github = github;
        this.config = config;
        this.clockwork = clockwork;
    }

    void start(@Observes StartupEvent event) {
        clockwork.every(config.every(), "notices", this::round);
    }

    void handOver(@Observes ShutdownDelayInitiatedEvent event) {
        over = true;
    }

    void stop(@Observes ShutdownEvent event) {
        over = true;
        try {
            // What is being sent gets a moment to end; else it is sent again when its claim has run out.
            var _ = free.tryAcquire(AT_ONCE, AT_THE_END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at journals and outbox. */
    private void round() {
        try {
            follower.look();
            while (!over && free.tryAcquire()) {
                var claim = outbox.claim();
                if (claim.isEmpty()) {
                    free.release();
                    break;
                }
                Thread.startVirtualThread(() -> work(claim.get()));
            }
            if (rounds++ % SWEEP_EVERY == 0) {
                outbox.sweep();
            }
            told = false;
        } catch (SQLException | RuntimeException e) {
            if (!told && !over) {
                LOG.warnf("Notices wait: %s", e.getMessage());
                told = true;
            }
        }
    }

    private void work(Outbox.Claim claim) {
        try {
            for (Optional<Notice> next = outbox.next(claim); !over && next.isPresent(); next = outbox.next(claim)) {
                var notice = next.get();
                outbox.record(claim, notice, send(notice));
            }
            outbox.release(claim);
        } catch (SQLException | RuntimeException e) {
            // The claim runs out, and whoever has it then sends again under the same delivery.
            LOG.warnf("A notice of %s waits: %s", claim.line(), e.getMessage());
        } finally {
            free.release();
        }
    }

    private Outcome send(Notice notice) throws SQLException {
        var outcome = tried(notice);
        if (outcome instanceof Outcome.Hopeless(String problem)) {
            LOG.warnf(
                    "A notice to %s of %s is given up: %s",
                    notice.channel().kind(), notice.facts().fleet(), problem);
        }
        return outcome;
    }

    private Outcome tried(Notice notice) throws SQLException {
        try {
            return switch (notice.channel()) {
                case Channel.Slack channel -> slack.send(channel, notice);
                case Channel.Webhook channel -> webhook.send(channel, notice);
                case Channel.Email channel -> mail.send(channel, notice);
                case Channel.Github channel -> github.send(channel, notice);
            };
        } catch (RuntimeException e) {
            // A bug of ours: it is tried again, and given up in the end, like what others do wrong.
            LOG.errorf(e, "Notice %d could not be sent", notice.id());
            return new Outcome.Later("Slipway itself failed; its log says how");
        }
    }
}
