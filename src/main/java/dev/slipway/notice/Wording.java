package dev.slipway.notice;

import dev.slipway.fleet.Moment;
import dev.slipway.fleet.PublicUrl;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Notices in words: a heading, and lines of what, where, who, how long and why. */
@Singleton
final class Wording {
    private static final Logger LOG = Logger.getLogger(Wording.class);

    private final PublicUrl publicUrl;
    private final AtomicBoolean told = new AtomicBoolean();

    Wording(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** One line of the text: what it is about, and what is so. */
    record Line(String label, String text) {}

    /** What happened, in one line without control characters. */
    String heading(Notice notice) {
        var facts = notice.facts();
        if (notice.moment().equals(Notice.TEST)) {
            return "Test message of " + plain(facts.fleet());
        }
        var what = facts.application().isEmpty() ? facts.fleet() : facts.application();
        var where = facts.environment().isEmpty() ? facts.fleet() : facts.environment();
        return plain(what + " " + facts.release() + " on " + where + ": " + verdict(notice.moment(), facts));
    }

    private static String verdict(String moment, Facts facts) {
        return Moment.of(moment)
                .map(known -> switch (known) {
                    case QUEUED -> "asked for";
                    case WAITING_APPROVAL -> "waits for approval";
                    case STARTED -> "begun";
                    case HELD -> "stopped, and asks what to do";
                    case STUCK -> "stuck on " + String.join(", ", facts.stranded());
                    case SUCCEEDED -> "done";
                    case ROLLED_BACK -> "rolled back";
                    case FAILED -> "failed";
                    case CANCELLED -> "cancelled";
                    case SUPERSEDED -> "superseded by another deployment";
                })
                .orElse(moment);
    }

    /** Everything else, in the order in which it is read. */
    List<Line> lines(Notice notice) {
        var facts = notice.facts();
        var lines = new ArrayList<Line>();
        if (notice.moment().equals(Notice.TEST)) {
            lines.add(new Line("Asked for by", facts.startedBy()));
            lines.add(new Line("Means", "this channel works; nothing was deployed"));
            return lines;
        }
        var change =
                facts.previousRelease() == null ? facts.release() : facts.previousRelease() + " → " + facts.release();
        lines.add(new Line("What", facts.kind() + " " + change + ", deployment " + facts.deployment()));
        lines.add(new Line("Where", facts.fleet()));
        lines.add(new Line("Who", facts.startedBy() + (facts.reason() == null ? "" : ": " + facts.reason())));
        if (facts.seconds() != null) {
            lines.add(new Line("How long", length(facts.seconds())));
        }
        if (facts.detail() != null) {
            lines.add(new Line("Why", facts.detail()));
        }
        if (facts.failing() != null) {
            failing(facts.failing(), lines);
        }
        if (!facts.stranded().isEmpty()) {
            lines.add(new Line("Out of rotation", String.join(", ", facts.stranded())));
        }
        return lines;
    }

    private static void failing(Facts.Failing failing, List<Line> lines) {
        lines.add(new Line(
                "Failed",
                (failing.node() == null ? "" : failing.node() + ", ") + failing.step() + ": " + failing.answered()));
        if (failing.line() != null && !failing.answered().contains(failing.line())) {
            lines.add(new Line("Last line", failing.line()));
        }
        lines.add(new Line("Next", failing.next()));
    }

    /** E.g. {@code 1 min 12 s}. */
    static String length(long seconds) {
        var hours = seconds / 3600;
        var minutes = seconds / 60 % 60;
        if (hours > 0) {
            return hours + " h " + minutes + " min";
        }
        return minutes > 0 ? minutes + " min " + seconds % 60 + " s" : seconds + " s";
    }

    /** The page of the deployment; nothing: there is none, or nobody said where this installation is. */
    Optional<String> link(Notice notice) {
        var configured = publicUrl.configured();
        if (configured.isEmpty() && told.compareAndSet(false, true)) {
            LOG.info("Notices have no link to the deployment: slipway.public-url is not set");
        }
        var path = notice.moment().equals(Notice.TEST)
                ? "/settings/notifications"
                : "/deployments/" + notice.facts().deployment();
        return configured.map(url -> publicUrl.to(path, url));
    }

    /** One line: nothing in it may begin another, or a header. */
    static String plain(@Nullable String text) {
        return text == null
                ? ""
                : text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }

    /** At most so many characters, never cut inside of one. */
    static String atMost(int most, String text) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
