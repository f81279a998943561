package dev.slipway.fleet;

import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says the usual ones of recurring times as people do; the others as they are written. */
final class CronWords {
    private static final List<String> DAYS = List.of("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,2}");
    private static final Duration DAY = Duration.ofDays(1);

    private CronWords() {}

    static String of(Cron cron, Duration length) {
        var fields = List.of(cron.expression().split(" ", -1));
        var plain = NUMBER.matcher(fields.get(0)).matches()
                && NUMBER.matcher(fields.get(1)).matches()
                && fields.get(2).equals("*")
                && fields.get(3).equals("*")
                && length.compareTo(DAY) <= 0;
        var zone = " " + cron.zone().getId();
        if (!plain) {
            return cron.expression() + " for " + Durations.inWords(length) + zone;
        }
        var from = LocalTime.of(Integer.parseInt(fields.get(1)), Integer.parseInt(fields.get(0)));
        return days(fields.get(4)) + " " + from + "–" + from.plus(length) + zone;
    }

    private static String days(String field) {
        if (field.equals("*")) {
            return "daily";
        }
        var words = new ArrayList<String>();
        for (var part : field.split(",", -1)) {
            var ends = part.split("-", -1);
            words.add(ends.length == 2 ? day(ends[0]) + "–" + day(ends[1]) : day(part));
        }
        return String.join(", ", words);
    }

    private static String day(String written) {
        if (written.matches("[0-7]")) {
            return DAYS.get(Integer.parseInt(written));
        }
        return written.matches("[A-Za-z]{3}")
                ? written.substring(0, 1).toUpperCase(Locale.ROOT)
                        + written.substring(1).toLowerCase(Locale.ROOT)
                : written;
    }
}
