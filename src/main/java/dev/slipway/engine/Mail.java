package dev.slipway.engine;

import dev.slipway.deployment.Decision;
import dev.slipway.deployment.Event;
import dev.slipway.engine.step.Crew;
import dev.slipway.engine.step.NotOwner;
import dev.slipway.engine.step.StepOutcome;
import dev.slipway.history.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What steps hand in to their coordinator. Bounded, so that a command's flood of output waits for the database. */
final class Mail {
    private static final int LETTERS = 5_000;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Crew crew;
    private final Crew.Permits room;
    private final Crew.Permits arrived;
    private final List<Letter> letters = new ArrayList<>();
    private volatile boolean refused;

    Mail(Crew crew) {
        this.crew = crew;
        this.room = crew.permits(LETTERS);
        this.arrived = crew.permits(0);
    }

    /** One thing handed in. */
    sealed interface Letter {
        /** It has been written. */
        default void durable() {}

        /** A line for the log, and up to where the output that it came from is taken with it. */
        record Line(Journal.Line line) implements Letter {}

        /** An event whose writer waits. */
        record Fact(Event event, Crew.Permits written) implements Letter {
            @Override
            public void durable() {
                written.give();
            }
        }

        /** A step's outcome. */
        record Outcome(Decision.Start start, StepOutcome outcome) implements Letter {}

        /** A step noticed that this instance is not the owner. */
        record Stopped(NotOwner why) implements Letter {}
    }

    void put(Letter letter) throws InterruptedException {
        while (!room.take(LOOK)) {
            if (refused) {
                return;
            }
            // full: the step waits until the coordinator has written
        }
        synchronized (letters) {
            letters.add(letter);
        }
        arrived.give();
    }

    /** Hands an event in and waits until it is durable. */
    void record(Event event) throws NotOwner, InterruptedException {
        var written = crew.permits(0);
        put(new Letter.Fact(event, written));
        while (!written.take(LOOK)) {
            if (refused) {
                throw new NotOwner("the coordinator stopped");
            }
        }
    }

    /** Everything there is, waiting for the first up to {@code atMost}. */
    List<Letter> collect(Duration atMost) throws InterruptedException {
        if (!arrived.take(atMost)) {
            return List.of();
        }
        List<Letter> all;
        synchronized (letters) {
            all = List.copyOf(letters);
            letters.clear();
        }
        for (var i = 0; i < all.size(); i++) {
            room.give();
            if (i > 0) {
                arrived.take(Duration.ZERO); // its own permit; one that is still to come only wakes us once more
            }
        }
        return all;
    }

    /** Whoever waits is let go. */
    void refuse() {
        refused = true;
    }
}
