package dev.slipway.engine;

import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.engine.step.Crew;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Journal.LostOwnership;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One deployment's journal in its owner's hand: the state, and the appending to it. */
final class Ledger {
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final Journal journal;
    private final Words words;
    private final Ownership ownership;
    private final Crew crew;
    private final long deployment;
    private final String fleet;
    private final DeploymentState state;
    private final Map<String, NodeRecord> known;
    private long lastLine;
    private long taken;
    private long beaten = System.nanoTime();

    Ledger(Journal journal, Words words, Ownership ownership, Crew crew, Opened opened) {
        this.journal = journal;
        this.words = words;
        this.ownership = ownership;
        this.crew = crew;
        this.deployment = opened.deployment();
        this.fleet = opened.fleet();
        this.state = DeploymentState.of(opened.entries());
        this.known = opened.known();
        this.lastLine = opened.lastLine();
    }

    /** What is read when ownership was taken. */
    record Opened(long deployment, String fleet, List<Entry> entries, Map<String, NodeRecord> known, long lastLine) {}

    long deployment() {
        return deployment;
    }

    DeploymentState state() {
        return state;
    }

    void append(List<Event> events) throws LostOwnership, JournalUnavailable {
        append(events, List.of());
    }

    void append(List<Event> events, List<Journal.Line> lines) throws LostOwnership, JournalUnavailable {
        var begun = System.nanoTime();
        var all = new ArrayList<>(events);
        perStep(lines).forEach((key, count) -> all.add(new Event.Output(key.node(), key.step(), lastLine + 1, count)));
        var now = crew.now();
        var number = state.number();
        var before = number;
        for (var event : all) {
            state.apply(new Entry(++number, now, ownership.epoch(), event));
        }
        journal.append(new Journal.Append(
                deployment,
                fleet,
                ownership.epoch(),
                before,
                lastLine,
                now,
                all,
                lines,
                state.status(),
                state.reason(),
                Records.changed(state, deployment, known, now),
                taken));
        lastLine += lines.size();
        ownership.confirmed(begun);
    }

    private record Where(String node, String step) {}

    private static Map<Where, Integer> perStep(List<Journal.Line> lines) {
        var counts = new LinkedHashMap<Where, Integer>();
        for (var line : lines) {
            var node = line.node();
            counts.merge(new Where(node == null ? "" : node, line.step()), 1, Integer::sum);
        }
        return counts;
    }

    /** Takes what people said since into the journal. */
    void takeWords() throws LostOwnership, JournalUnavailable {
        var said = words.after(deployment, taken);
        if (said.isEmpty()) {
            return;
        }
        taken = said.getLast().id();
        append(said.stream().<Event>map(Words.Said::event).toList());
    }

    /** A heartbeat, when nothing was written for a while. */
    void beatIfDue() throws LostOwnership, JournalUnavailable {
        if (System.nanoTime() - beaten < BEAT.toNanos()) {
            return;
        }
        try {
            ownership.beat();
            beaten = System.nanoTime();
        } catch (SQLException e) {
            throw new JournalUnavailable(e);
        }
    }
}
