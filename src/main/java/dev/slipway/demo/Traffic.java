package dev.slipway.demo;

import dev.slipway.dashboard.Choices.TrafficView;
import dev.slipway.dashboard.TrafficSource;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Visitors of the demo shop: so many requests a second, each counted as a visitor would see it. */
@Singleton
final class Traffic implements TrafficSource {
    static final int PER_SECOND = 40;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);
    private static final int SECONDS_REMEMBERED = 5;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final long[] past = new long[SECONDS_REMEMBERED];
    private long seconds;
    private volatile double rate;
    private volatile @Nullable String lastFailure;
    private @Nullable ScheduledExecutorService ticks;

    /** Begins; until {@link #stop()}. */
    synchronized void start(URI address) {
        var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        var scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("demo-traffic").factory());
        var _ = scheduler.scheduleAtFixedRate(() -> visit(request), 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
        var _ = scheduler.scheduleAtFixedRate(this::measure, 1, 1, TimeUnit.SECONDS);
        ticks = scheduler;
    }

    private void visit(HttpRequest request) {
        var _ = client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, broken) -> {
            if (broken != null) {
                lastFailure = broken.toString();
                failed.incrementAndGet();
            } else if (answer.statusCode() != 200) {
                lastFailure = "status " + answer.statusCode() + ": " + answer.body();
                failed.incrementAndGet();
            } else {
                served.incrementAndGet();
            }
        });
    }

    private void measure() {
        long all = served.get() + failed.get();
        int at = (int) (seconds % SECONDS_REMEMBERED);
        rate = (all - past[at]) / (double) Math.min(seconds + 1, SECONDS_REMEMBERED);
        past[at] = all;
        seconds++;
    }

    /** No new requests; those under way may end. It cannot be started again. */
    synchronized void stop() throws InterruptedException {
        if (ticks != null) {
            ticks.shutdownNow();
            ticks = null;
            client.shutdown();
            client.awaitTermination(LAST_ANSWERS);
            client.shutdownNow();
        }
    }

    long served() {
        return served.get();
    }

    long failed() {
        return failed.get();
    }

    @Override
    public Optional<TrafficView> traffic(String fleet) {
        return fleet.equals(DemoFleet.NAME) ? Optional.of(new TrafficView(served(), failed(), rate)) : Optional.empty();
    }

    /** Null when nothing failed. */
    @Nullable String lastFailure() {
        return lastFailure;
    }

    String line() {
        return "requests served " + served() + " / failed " + failed();
    }
}
