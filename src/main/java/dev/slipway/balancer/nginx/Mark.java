package dev.slipway.balancer.nginx;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which workers do not know yet what its line says, written as a comment at the end of that line. It stays with the
 * balancer, so that whoever looks, also after a crash, sees whether the change is in force and its requests are over.
 *
 * @param at when the line was changed, in seconds on the balancer's clock
 * @param workers process numbers
 */
record Mark(long at, List<Integer> workers) {
    private static final Pattern FORM = Pattern.compile("#\\s*slipway (\\d{1,18})((?: \\d{1,9})*)\\s*$");

    Mark {
        workers = List.copyOf(workers);
    }

    /** The mark at the end of a comment; null: there is none. */
    static @Nullable Mark in(String comment) {
        var form = FORM.matcher(comment);
        if (!form.find()) {
            return null;
        }
        var workers = Arrays.stream(form.group(2).strip().split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(Integer::parseInt)
                .toList();
        return new Mark(Long.parseLong(form.group(1)), workers);
    }

    /** The comment without a mark. */
    static String without(String comment) {
        return FORM.matcher(comment).replaceFirst("").strip();
    }

    @Override
    public String toString() {
        return "# slipway " + at + workers.stream().map(worker -> " " + worker).collect(Collectors.joining());
    }
}
