package dev.slipway.outside;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks again where that may help: with growing pauses, never before it was asked to, and not for ever. */
public final class Tries {
    private static final int MOST_IN_A_ROW = 5;
    private static final int MOST = 100;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int SAID = 4096;
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Outside outside;
    private final Pause pause;
    private final Limits limits;
    private final long deadline;
    private int inARow;
    private int all;

    /** Tries that end together, when the total of these limits is over. */
    public Tries(Outside outside, Pause pause, Limits limits) {
        this.outside = outside;
        this.pause = pause;
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.total().toNanos();
    }

    /** Makes the request of one try; signatures expire, so each has its own. */
    @FunctionalInterface
    public interface Asks {
        /** The next one, within these limits. */
        Ask next(Limits limits) throws IOException;
    }

    /**
     * Asks until there is an answer that another try would not mend; it may still be a bad one.
     *
     * @throws NotReached if nothing is answered
     * @throws Answered if every try got an answer that may pass, such as 503
     */
    public Answer send(Asks asks) throws IOException {
        while (true) {
            Answer answer;
            try {
                answer = outside.send(asks.next(new Limits(left(), limits.maxBytes(), limits.redirects())));
            } catch (NotReached e) {
                if (!e.passing()) {
                    throw e;
                }
                failed(e, Duration.ZERO);
                continue;
            }
            if (!PASSING.contains(answer.status())) {
                return answer;
            }
            Duration asked = asked(answer);
            failed(answered(answer), asked);
        }
    }

    /** How long it wants to be left alone. A date is counted from the answer's own, so that clocks need not agree. */
    private static Duration asked(Answer answer) {
        String written = answer.header("Retry-After").orElse("").strip();
        if (SECONDS.matcher(written).matches()) {
            return answer.number("Retry-After").map(Duration::ofSeconds).orElse(FOR_EVER);
        }
        return date(written)
                .flatMap(until -> answer.header("Date").flatMap(Tries::date).map(now -> Duration.between(now, until)))
                .orElse(Duration.ZERO);
    }

    private static Optional<Instant> date(String written) {
        try {
            return Optional.of(ZonedDateTime.parse(written.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Closes the answer and makes an exception of it. */
    public static Answered answered(Answer answer) {
        try (answer) {
            String said = new String(answer.body().readNBytes(SAID), StandardCharsets.UTF_8);
            return new Answered(answer.status(), firsts(answer), said);
        } catch (IOException _) {
            return new Answered(answer.status(), firsts(answer), "");
        }
    }

    private static Map<String, String> firsts(Answer answer) {
        return answer.headers().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        header -> header.getValue().getFirst(),
                        (first, _) -> first,
                        () -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER)));
    }

    /** Waits before the next try, or gives up for this reason. */
    void failed(IOException why, Duration asked) throws IOException {
        inARow++;
        all++;
        Duration usual = FIRST_PAUSE.multipliedBy(1L << Math.min(inARow - 1, 10));
        Duration wait = usual.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : usual;
        wait = asked.compareTo(wait) > 0 ? asked : wait;
        if (inARow >= MOST_IN_A_ROW || all >= MOST || wait.compareTo(left()) >= 0) {
            throw why;
        }
        try {
            pause.of(wait);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting to ask again");
        }
    }

    /** Something came: the next failure is a first one. */
    void cameOn() {
        inARow = 0;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }
}
