package dev.slipway.access;

import io.github.bucket4j.Bucket;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many requests one token or one person may make at this instance: a program that went wild must not take the
 * database away from deployments. Wide enough that nobody who means well ever meets it.
 */
@Singleton
public class Pace {
    private final int perMinute;
    private final int atOnce;
    /** No more than there are tokens and people. */
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    Pace(AccessConfig config) {
        perMinute = config.requestsPerMinute();
        atOnce = config.requestsAtOnce();
    }

    /** Counts one request; how long to wait when it was one too many. */
    public Optional<Duration> tooFast(Who who) {
        var probe =
                switch (who) {
                    case Who.Nobody _, Who.Anybody _ -> null;
                    case Who.Person person -> bucket("person " + person.id()).tryConsumeAndReturnRemaining(1);
                    case Who.Token token -> bucket("token " + token.id()).tryConsumeAndReturnRemaining(1);
                    case Who.Workflow _ -> bucket("workflows").tryConsumeAndReturnRemaining(1);
                };
        return probe == null || probe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(String whose) {
        return buckets.computeIfAbsent(whose, key -> Bucket.builder()
                .addLimit(limit -> limit.capacity(atOnce).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build());
    }
}
