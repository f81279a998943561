package dev.slipway.balancer.nginx;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A worker process as {@code ps} shows it.
 *
 * @param age in seconds
 * @param leaving whether it takes no new requests and ends with its last one
 */
record Worker(int pid, int parent, long age, boolean leaving) {
    private static final Pattern FORM =
            Pattern.compile("worker (\\d+)\\s+(\\d+)\\s+(?:(?:(\\d+)-)?(\\d+):)?(\\d+):(\\d+)\\s+(nginx: worker .*)");

    static Optional<Worker> parse(String line) {
        var form = FORM.matcher(line);
        if (!form.matches()) {
            return Optional.empty();
        }
        var hours = number(form.group(3)) * 24 + number(form.group(4));
        var age = (hours * 60 + number(form.group(5))) * 60 + number(form.group(6));
        return Optional.of(new Worker(
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                age,
                form.group(7).contains("is shutting down")));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
