package dev.slipway.balancer.elbv2;

/** A token bucket as AWS has them: full at first, one token a call, so many come back each second. */
final class Throttle {
    private final double capacity;
    private final double aSecond;
    private double tokens;
    private long last = System.nanoTime();
    private long refused;

    Throttle(int capacity, int aSecond) {
        this.capacity = capacity;
        this.aSecond = aSecond;
        tokens = capacity;
    }

    synchronized boolean take() {
        var now = System.nanoTime();
        tokens = Math.min(capacity, tokens + (now - last) / 1e9 * aSecond);
        last = now;
        if (tokens < 1) {
            refused++;
            return false;
        }
        tokens--;
        return true;
    }

    synchronized long refused() {
        return refused;
    }
}
