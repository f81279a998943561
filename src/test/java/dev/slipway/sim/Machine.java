package dev.slipway.sim;

import dev.slipway.engine.Turn;
import dev.slipway.engine.step.Crew;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Journal.LostOwnership;
import dev.slipway.node.Delivery;
import dev.slipway.release.Manifest;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One instance of Slipway: the real engine with simulated threads, and a simulated scheduler that gives it its turns.
 */
final class Machine implements Schedule.Host, Crew {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final Duration DETECT = Duration.ofSeconds(4);
    private static final Duration STRANDED = Duration.ofSeconds(20);

    private final World world;
    private final String tag;
    private final Turn turn;
    private final Map<Long, Tasks.Picked> busy = new HashMap<>();
    private boolean frozen;
    private boolean dead;
    private boolean stopping;
    private boolean partitioned;

    Machine(World world, String tag) {
        this.world = world;
        this.tag = tag;
        var view = new DatabaseView(this, world.database());
        this.turn = new Turn(
                view.store(),
                new Turn.World(
                        new NodeView(this, world),
                        spec -> new BalancerView(this, world),
                        new HealthView(this, world),
                        this,
                        plan -> new Delivery(
                                plan.release(),
                                new Manifest(List.of()),
                                InputStream::nullInputStream,
                                List.of(),
                                List.of()),
                        () -> "sim"),
                new Turn.Pace(Duration.ofSeconds(6), 16, Duration.ofMillis(500)));
        world.schedule().start(this, tag + " polls", () -> repeat(POLL, this::poll));
        world.schedule().start(this, tag + " beats", () -> repeat(BEAT, this::beat));
        world.schedule().start(this, tag + " looks after", () -> repeat(STRANDED, this::lookAfter));
        world.schedule().start(this, tag + " detects", () -> repeat(DETECT, this::detect));
    }

    String tag() {
        return tag;
    }

    World world() {
        return world;
    }

    /** Whether its threads run on. */
    boolean up() {
        return !dead;
    }

    boolean partitioned() {
        return partitioned;
    }

    void partition(boolean cut) {
        partitioned = cut;
    }

    void freeze(boolean cold) {
        frozen = cold;
    }

    /** As {@code kill -9}. */
    void kill() {
        dead = true;
        world.schedule().notice(this);
    }

    /** As SIGTERM: hands over, and is gone shortly after. */
    void terminate() {
        stopping = true;
        world.schedule().in(Duration.ofSeconds(8), this::kill);
    }

    private interface Chore {
        void run() throws InterruptedException, JournalUnavailable;
    }

    private void repeat(Duration every, Chore chore) {
        try {
            while (true) {
                try {
                    chore.run();
                } catch (JournalUnavailable _) {
                    // the scheduler logs it and tries at its next time
                }
                pause(every);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the scheduler", e);
        }
    }

    private void poll() throws InterruptedException, JournalUnavailable {
        world.database().reach(this);
        if (stopping) {
            return;
        }
        world.database().sweep();
        for (var picked : world.database().tasks().pick(tag, now())) {
            busy.put(picked.number(), picked);
            world.schedule().start(this, tag + " deployment " + picked.number(), () -> work(picked));
        }
    }

    private void beat() throws InterruptedException, JournalUnavailable {
        world.database().reach(this);
        busy.values().forEach(p -> world.database().tasks().beat(p, now()));
    }

    private void detect() throws InterruptedException, JournalUnavailable {
        world.database().reach(this);
        world.database().tasks().revive(now());
    }

    private void lookAfter() throws InterruptedException, JournalUnavailable {
        world.database().reach(this);
        world.database().catchUpStranded();
    }

    private void work(Tasks.Picked picked) {
        var number = picked.number();
        try {
            @Nullable Duration again;
            var seen = world.database().wakeSeq(number);
            try {
                turn.take(number, tag, () -> stopping);
                again = stopping ? Duration.ZERO : null;
            } catch (LostOwnership e) {
                again = Duration.ofSeconds(1);
            } catch (JournalUnavailable e) {
                again = Duration.ofSeconds(2);
            }
            complete(picked, again, seen);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a turn", e);
        } finally {
            busy.remove(number, picked); // it may have been picked again meanwhile
        }
    }

    /** What the scheduler writes when a turn is over: with the database away, it tries until the lease is long gone. */
    private void complete(Tasks.Picked picked, @Nullable Duration again, long seen) throws InterruptedException {
        for (var tries = 0; tries < 5; tries++) {
            try {
                world.database().reach(this);
                if (again != null) {
                    world.database().tasks().again(picked, now().plus(again));
                } else {
                    world.database().tasks().remove(picked);
                    if (world.database().wakeSeq(picked.number()) != seen) {
                        world.database().tasks().due(picked.number(), now());
                    }
                }
                return;
            } catch (JournalUnavailable e) {
                pause(Duration.ofSeconds(2));
            }
        }
    }

    @Override
    public boolean frozen() {
        return frozen;
    }

    @Override
    public boolean dead() {
        return dead;
    }

    @Override
    public Instant now() {
        return world.schedule().now();
    }

    @Override
    public long ticks() {
        return world.schedule().ticks();
    }

    @Override
    public double chance() {
        return world.chance();
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        world.schedule().pause(time);
    }

    @Override
    public Hand start(String name, Runnable work) {
        world.schedule().live();
        var fiber = world.schedule().start(this, tag + " " + name, work);
        return () -> world.schedule().stop(fiber);
    }

    @Override
    public Permits permits(int count) {
        var counter = world.schedule().counter(count);
        return new Permits() {
            @Override
            public void take() throws InterruptedException {
                counter.take(null);
            }

            @Override
            public boolean take(Duration atMost) throws InterruptedException {
                return counter.take(atMost);
            }

            @Override
            public void give() {
                counter.give();
            }
        };
    }
}
