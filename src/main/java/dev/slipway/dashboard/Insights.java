package dev.slipway.dashboard;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How deployments went over some weeks.
 *
 * @param changes deployments of a release that ended on the servers, one way or the other
 * @param enough whether there is enough to say anything
 */
record Insights(
        int days,
        String fleet,
        List<String> fleets,
        int changes,
        boolean enough,
        List<Figure> figures,
        List<Span> spans) {
    /** Fewer say nothing. */
    static final int NEEDED = 5;

    /**
     * One of the numbers, with its picture.
     *
     * @param value over all of the time; null: nothing to count
     * @param note what was counted
     */
    record Figure(String name, String column, @Nullable String value, String note, Bars bars) {}

    /**
     * A day or a week.
     *
     * @param from its first day, as in {@code 2026-11-20}
     * @param lead median seconds from release to live; null: none was
     * @param failed of the changes, those that were taken back or did not arrive
     * @param restore median seconds until the fleet was well again; null: nothing was wrong
     * @param out median over deployments of the longest that a server was out; null: none left
     */
    record Span(
            String from,
            String label,
            int changes,
            @Nullable Double lead,
            int failed,
            @Nullable Double restore,
            @Nullable Double out) {
        public String leadWords() {
            return words(lead);
        }

        public String restoreWords() {
            return words(restore);
        }

        public String outWords() {
            return words(out);
        }

        private static String words(@Nullable Double seconds) {
            return seconds == null ? "–" : Words.span(seconds);
        }
    }

    /** As a program reads it; numbers are seconds. */
    String csv() {
        var text = new StringBuilder("from,changes,failed_changes,median_lead_seconds,median_restore_seconds,"
                + "median_longest_out_of_rotation_seconds\n");
        for (var span : spans) {
            text.append(span.from())
                    .append(',')
                    .append(span.changes())
                    .append(',')
                    .append(span.failed());
            for (var number : new @Nullable Double[] {span.lead(), span.restore(), span.out()}) {
                text.append(',').append(number == null ? "" : String.format(Locale.ROOT, "%.3f", number));
            }
            text.append('\n');
        }
        return text.toString();
    }

    public int needed() {
        return NEEDED;
    }

    public String unit() {
        return days > 31 ? "week" : "day";
    }
}
