package dev.slipway.dashboard;

import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Times, sizes and lists in words. */
@TemplateExtension
final class Words {
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Words() {}

    static String utc(Instant at) {
        return FULL.format(at);
    }

    static String clock(Instant at) {
        return CLOCK.format(at);
    }

    /** A duration the way a person says it: {@code 1.18 s}, {@code 21.8 s}, {@code 2 min 5 s}. */
    static String span(Double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        var whole = Math.round(seconds);
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    static String megabytes(Long bytes) {
        return bytes < 100_000
                ? String.format(Locale.ROOT, "%.1f KB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    static String grouped(Long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static long asLong(Integer number) {
        return number;
    }

    static String rate(Double perSecond) {
        return String.format(Locale.ROOT, "%.1f", perSecond);
    }

    static String shortCommit(String commit) {
        return commit.length() > 8 ? commit.substring(0, 7) : commit;
    }

    /** {@code web-1, web-2 and web-3}. */
    static String listed(List<String> names) {
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    /** {@code first}, {@code second}, {@code 12th}. */
    static String place(int number) {
        return switch (number) {
            case 1 -> "first";
            case 2 -> "second";
            case 3 -> "third";
            default -> number + "th";
        };
    }

    static String counted(int number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
