package dev.slipway.engine;

import dev.slipway.deployment.Decider;
import dev.slipway.deployment.Decision;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.NodeProgress;
import dev.slipway.engine.step.Crew;
import dev.slipway.engine.step.NotOwner;
import dev.slipway.engine.step.StepOutcome;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Journal.LostOwnership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries one deployment on while this instance owns it: decides, writes the intent, has it done, writes the outcome.
 * The only one that appends to its journal; steps hand their events in and wait until they are durable.
 */
final class Coordinator {
    private static final Logger LOG = Logger.getLogger(Coordinator.class);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Ledger ledger;
    private final Mail mail;
    private final StepRunner steps;
    private final Crew crew;
    private final Map<String, Crew.Hand> hands = new HashMap<>();

    Coordinator(Ledger ledger, Mail mail, StepRunner steps, Crew crew) {
        this.ledger = ledger;
        this.mail = mail;
        this.steps = steps;
        this.crew = crew;
    }

    /** How a turn of ownership ended. */
    enum End {
        /** The deployment is over. */
        OVER,
        /** It waits for a person. */
        PARKED,
        /** This instance shuts down; another one goes on. */
        HANDED_OVER
    }

    /** Works until the deployment is over, waits for a person, or must be handed over. */
    End run(Turn.StopSign stop) throws LostOwnership, JournalUnavailable, InterruptedException {
        try {
            resume();
            while (true) {
                ledger.takeWords();
                switch (Decider.next(ledger.state())) {
                    case Decision.Write write -> ledger.append(List.of(write.event()));
                    case Decision.Run run -> begin(run.steps());
                    case Decision.Rest _ -> rest();
                    case Decision.Park _ -> {
                        return End.PARKED;
                    }
                    case Decision.End _ -> {
                        return End.OVER;
                    }
                }
                if (stop.up()) {
                    return End.HANDED_OVER;
                }
            }
        } finally {
            mail.refuse();
            for (var hand : List.copyOf(hands.values())) {
                hand.stop();
            }
        }
    }

    /**
     * Steps that an earlier owner began and whose outcome nobody wrote: run again from the top, as the same attempt.
     */
    private void resume() {
        for (var node : ledger.state().nodes()) {
            var running = running(node);
            if (running != null) {
                launch(running);
            }
        }
    }

    private static Decision.@Nullable Start running(NodeProgress node) {
        return node.attempts().stream()
                .filter(a -> a.endedAt() == null)
                .reduce((a, b) -> b)
                .map(a -> new Decision.Start(node.name(), a.step(), a.attempt()))
                .orElse(null);
    }

    private void begin(List<Decision.Start> starts) throws LostOwnership, JournalUnavailable {
        var events = new ArrayList<Event>();
        starts.forEach(s -> events.add(new Event.StepStarted(s.node(), s.step(), s.attempt())));
        ledger.append(events);
        starts.forEach(this::launch);
    }

    private void launch(Decision.Start start) {
        var work = steps.prepare(ledger.state(), start, mail);
        hands.put(start.node(), crew.start(ledger.deployment() + " " + start.node() + " " + start.step(), work));
    }

    /** Waits for what the steps hand in, and writes it down together. */
    private void rest() throws LostOwnership, JournalUnavailable, InterruptedException {
        var letters = mail.collect(LOOK);
        if (letters.isEmpty()) {
            ledger.beatIfDue();
            return;
        }
        var events = new ArrayList<Event>();
        var lines = new ArrayList<Journal.Line>();
        var ended = new ArrayList<String>();
        for (var letter : letters) {
            switch (letter) {
                case Mail.Letter.Line line -> lines.add(line.line());
                case Mail.Letter.Fact fact -> events.add(fact.event());
                case Mail.Letter.Outcome outcome -> {
                    events.add(event(outcome.start(), outcome.outcome()));
                    ended.add(outcome.start().node());
                }
                case Mail.Letter.Stopped stopped -> throw lost(stopped.why());
            }
        }
        ledger.append(events, lines);
        letters.forEach(Mail.Letter::durable);
        ended.forEach(hands::remove);
    }

    private static LostOwnership lost(NotOwner why) {
        LOG.warnf("Stopped acting: %s", why.getMessage());
        return new LostOwnership(String.valueOf(why.getMessage()));
    }

    private static Event event(Decision.Start start, StepOutcome outcome) {
        return switch (outcome) {
            case StepOutcome.Done done ->
                new Event.StepDone(start.node(), start.step(), start.attempt(), done.detail(), done.facts());
            case StepOutcome.Failed failed ->
                new Event.StepFailed(start.node(), start.step(), start.attempt(), failed.why(), failed.sort());
        };
    }
}
