package dev.slipway.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Simulated time. Code under test runs on threads of its own, but only one of them at a time, and which one is next is
 * drawn from the seed: so a run is repeated exactly by its seed, and costs no real waiting.
 */
final class Schedule {
    static final Instant START = Instant.parse("2026-11-20T13:00:00Z");

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Semaphore baton = new Semaphore(0);
    private final Random order;
    private final List<Fiber> fibers = new ArrayList<>();
    private @Nullable Fiber running;
    private @Nullable Throwable broken;
    private long now;
    private long count;

    Schedule(long seed) {
        order = new Random(seed);
    }

    private record Due(long at, int draw, long count, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            var byTime = Long.compare(at, other.at);
            var byDraw = byTime != 0 ? byTime : Integer.compare(draw, other.draw);
            return byDraw != 0 ? byDraw : Long.compare(count, other.count);
        }
    }

    /** What a machine is to its threads. */
    interface Host {
        /** Its threads get no turn while this is so. */
        boolean frozen();

        /** Its threads end where they are. */
        boolean dead();
    }

    /** Thrown out of every wait on a machine that was killed: nothing that follows has an effect. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** One thread of a machine. */
    final class Fiber {
        private final Host host;
        private final Thread thread;
        private final Semaphore go = new Semaphore(0);
        private final Deque<Fiber> joining = new ArrayDeque<>();
        private boolean interrupted;
        private boolean done;
        private boolean waits;
        private long ticket;

        Fiber(Host host, String name, Runnable work) {
            this.host = host;
            thread = Thread.ofVirtual().name(name).unstarted(() -> {
                go.acquireUninterruptibly();
                try {
                    if (!host.dead()) {
                        work.run();
                    }
                } catch (Killed _) {
                    // as it was meant
                } catch (Throwable e) {
                    broken = e;
                } finally {
                    done = true;
                    joining.forEach(f -> wake(f, f.ticket));
                    baton.release();
                }
            });
        }
    }

    Instant now() {
        return START.plusNanos(now);
    }

    long ticks() {
        return now;
    }

    /** Runs this at that time from now. */
    void in(Duration time, Runnable what) {
        queue.add(new Due(now + time.toNanos(), order.nextInt(), count++, what));
    }

    Fiber start(Host host, String name, Runnable work) {
        var fiber = new Fiber(host, name, work);
        fibers.add(fiber);
        fiber.thread.start();
        fiber.waits = true;
        wake(fiber, fiber.ticket);
        return fiber;
    }

    /** Runs everything that is due, until the condition holds, nothing is left, or the time is over. */
    void run(Duration atMost, BooleanSupplier enough) {
        var end = now + atMost.toNanos();
        while (!enough.getAsBoolean()) {
            var next = queue.peek();
            if (next == null || next.at > end) {
                return;
            }
            queue.remove();
            now = Math.max(now, next.at);
            next.what.run();
            if (broken instanceof Violation violation) {
                throw violation;
            }
            if (broken != null) {
                throw new IllegalStateException("The code under test threw at " + now(), broken);
            }
        }
    }

    /** Ends every thread that still waits. */
    void close() {
        for (var fiber : fibers) {
            if (!fiber.done) {
                fiber.interrupted = false;
                closing = true;
                fiber.go.release();
                baton.acquireUninterruptibly();
            }
        }
    }

    private boolean closing;

    private void wake(Fiber fiber, long ticket) {
        in(Duration.ZERO, () -> resume(fiber, ticket));
    }

    private void resume(Fiber fiber, long ticket) {
        if (fiber.done || !fiber.waits || fiber.ticket != ticket) {
            return;
        }
        if (fiber.host.frozen() && !fiber.host.dead()) {
            in(Duration.ofMillis(100), () -> resume(fiber, ticket)); // it gets its turn after the thaw
            return;
        }
        fiber.waits = false;
        running = fiber;
        fiber.go.release();
        baton.acquireUninterruptibly();
        running = null;
    }

    /** The machine's threads notice its death now. */
    void notice(Host host) {
        for (var fiber : List.copyOf(fibers)) {
            if (fiber.host == host && !fiber.done && fiber != running) {
                wake(fiber, fiber.ticket);
            }
        }
        fibers.removeIf(f -> f.done);
    }

    private Fiber current() {
        var fiber = running;
        if (fiber == null) {
            throw new IllegalStateException("Only the machines' threads wait");
        }
        return fiber;
    }

    /** Gives the baton back until somebody wakes this thread. */
    private void park(Fiber fiber) throws InterruptedException {
        if (fiber.interrupted || Thread.interrupted()) {
            fiber.interrupted = false;
            throw new InterruptedException();
        }
        fiber.waits = true;
        baton.release();
        fiber.go.acquireUninterruptibly();
        fiber.ticket++;
        live();
        if (fiber.interrupted) {
            fiber.interrupted = false;
            throw new InterruptedException();
        }
    }

    /** Ends the calling thread if its machine is dead. */
    void live() {
        if (closing || current().host.dead()) {
            throw new Killed();
        }
    }

    void pause(Duration time) throws InterruptedException {
        live();
        var fiber = current();
        var ticket = fiber.ticket;
        in(time, () -> resume(fiber, ticket));
        park(fiber);
    }

    void stop(Fiber other) throws InterruptedException {
        live();
        other.interrupted = true;
        if (other.waits) {
            wake(other, other.ticket);
        }
        while (!other.done) {
            var fiber = current();
            other.joining.add(fiber);
            park(fiber);
        }
    }

    Counter counter(int permits) {
        return new Counter(permits);
    }

    /** A semaphore of this time. */
    final class Counter {
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private int permits;

        Counter(int permits) {
            this.permits = permits;
        }

        private record Waiting(Fiber fiber, long ticket, boolean[] given) {}

        boolean take(@Nullable Duration atMost) throws InterruptedException {
            live();
            if (permits > 0) {
                permits--;
                return true;
            }
            if (atMost != null && atMost.isZero()) {
                return false;
            }
            var fiber = current();
            var place = new Waiting(fiber, fiber.ticket, new boolean[1]);
            waiting.add(place);
            if (atMost != null) {
                in(atMost, () -> resume(fiber, place.ticket));
            }
            try {
                park(fiber);
            } catch (InterruptedException | Killed e) {
                if (place.given[0]) {
                    give();
                }
                throw e;
            } finally {
                waiting.remove(place);
            }
            return place.given[0];
        }

        void give() {
            var next = waiting.poll();
            if (next == null) {
                permits++;
                return;
            }
            next.given[0] = true;
            wake(next.fiber, next.ticket);
        }
    }
}
