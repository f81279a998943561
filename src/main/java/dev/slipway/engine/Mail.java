package dev.slipway.engine;

import dev.slipway.deployment.Decision;
import dev.slipway.deployment.Event;
import dev.slipway.engine.step.NotOwner;
import dev.slipway.engine.step.StepOutcome;
import dev.slipway.history.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What steps hand in to their coordinator. Bounded, so that a command's flood of output waits for the database. */
final class Mail {
    private static final int LETTERS = 5_000;
    private final LinkedBlockingQueue<Letter> queue = new LinkedBlockingQueue<>(LETTERS);
    private volatile boolean refused;

    /** One thing handed in. */
    sealed interface Letter {
        /** It has been written. */
        default void durable() {}

        /** A line for the log. */
        record Line(Journal.Line line) implements Letter {}

        /** An event whose writer waits. */
        record Fact(Event event, CountDownLatch written) implements Letter {
            @Override
            public void durable() {
                written.countDown();
            }
        }

        /** A step's outcome. */
        record Outcome(Decision.Start start, StepOutcome outcome) implements Letter {}

        /** A step noticed that this instance is not the owner. */
        record Stopped(NotOwner why) implements Letter {}
    }

    void put(Letter letter) throws InterruptedException {
        while (!refused && !queue.offer(letter, 200, TimeUnit.MILLISECONDS)) {
            // full: the step waits until the coordinator has written
        }
    }

    /** Hands an event in and waits until it is durable. */
    void record(Event event) throws NotOwner, InterruptedException {
        var written = new CountDownLatch(1);
        put(new Letter.Fact(event, written));
        while (!written.await(200, TimeUnit.MILLISECONDS)) {
            if (refused) {
                throw new NotOwner("the coordinator stopped");
            }
        }
    }

    /** Everything there is, waiting for the first up to {@code atMost}. */
    List<Letter> collect(Duration atMost) throws InterruptedException {
        var letters = new ArrayList<Letter>();
        var first = queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            letters.add(first);
            queue.drainTo(letters, LETTERS);
        }
        return letters;
    }

    /** Whoever waits is let go. */
    void refuse() {
        refused = true;
    }
}
