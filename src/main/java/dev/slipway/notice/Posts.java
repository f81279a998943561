package dev.slipway.notice;

import dev.slipway.outside.Answer;
import dev.slipway.outside.Ask;
import dev.slipway.outside.Limits;
import dev.slipway.outside.NotReached;
import dev.slipway.outside.Outside;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hands something over by the one client for others' addresses, and says what the answer means for another try. */
@Singleton
final class Posts {
    /** Whole, within this time; a redirect is not followed, for what is handed over is meant for nobody else. */
    static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 1 << 20, 0);

    private static final Set<Integer> PASSING = Set.of(408, 421, 425, 429);
    private static final long LONGEST_WAIT = Duration.ofDays(2).toSeconds();

    private final Outside outside;
    private final InstantSource clock;

    Posts(Outside outside, InstantSource clock) {
        this.outside = outside;
        this.clock = clock;
    }

    /** Whatever a good answer holds is not read. */
    Outcome send(Ask ask) {
        try (Answer answer = outside.send(ask)) {
            var status = answer.status();
            if (status / 100 == 2) {
                return new Outcome.Sent();
            }
            var said = "It answered " + status;
            if (PASSING.contains(status) || status / 100 == 5) {
                return new Outcome.Later(said, notBefore(answer), false);
            }
            return new Outcome.Hopeless(
                    status / 100 == 3 ? said + ", a redirect, which is not followed: name the new address" : said);
        } catch (IOException e) {
            return new Outcome.Later(broken(e));
        }
    }

    /** The answer itself, for those who need more of it than whether it is a good one. */
    Answer answer(Ask ask) throws IOException {
        return outside.send(ask);
    }

    static String broken(IOException e) {
        return e instanceof NotReached ? NotReached.TEXT : "Its answer broke off, or was too large";
    }

    /** When the receiver wants to be asked again; never later than in two days. */
    @Nullable Instant notBefore(Answer answer) {
        return answer.header("Retry-After").flatMap(this::instant).orElse(null);
    }

    Optional<Instant> instant(String written) {
        var now = clock.instant();
        var text = written.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(now.plusSeconds(Math.min(Long.parseLong(text), LONGEST_WAIT)));
        }
        try {
            var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(limited(at));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Not later than in two days. */
    Instant limited(Instant at) {
        var latest = clock.instant().plusSeconds(LONGEST_WAIT);
        return at.isAfter(latest) ? latest : at;
    }

    Instant now() {
        return clock.instant();
    }
}
