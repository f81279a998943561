package dev.slipway.balancer.elbv2;

import io.github.bucket4j.BlockingBucket;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * How often one region is asked, whoever asks. AWS counts calls of an account in token buckets (40 and 10 a second for
 * what describes; 20 and 4 a second for registering and deregistering; 40 and 10 a second for all), and so does this,
 * with half of each: the other half is left to the account's other programs, and to another Slipway.
 */
final class CallRate {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingBucket all = bucket(20, 5);
    private final BlockingBucket describing = bucket(20, 5);
    private final BlockingBucket changing = bucket(10, 2);

    /** What is asked. */
    enum Kind {
        DESCRIBE,
        CHANGE
    }

    /** Waits for its turn; false: so many are waiting that it would take too long. */
    boolean take(Kind kind) throws InterruptedException {
        var own =
                switch (kind) {
                    case DESCRIBE -> describing;
                    case CHANGE -> changing;
                };
        return own.tryConsume(1, PATIENCE) && all.tryConsume(1, PATIENCE);
    }

    private static BlockingBucket bucket(long burst, long aSecond) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(aSecond, Duration.ofSeconds(1)))
                .withNanosecondPrecision()
                .build()
                .asBlocking();
    }
}
