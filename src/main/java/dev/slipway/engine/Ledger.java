package dev.slipway.engine;

import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.LogPosition;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.engine.step.Crew;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Journal.LostOwnership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        var begun = crew.ticks();
        var all = new ArrayList<>(events);
        all.addAll(outputs(lines));
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

    /** One event for each step that said something. Lines of several steps may be mixed in between. */
    private List<Event> outputs(List<Journal.Line> lines) {
        var byStep = new LinkedHashMap<Where, List<Journal.Line>>();
        for (var line : lines) {
            var node = line.node();
            byStep.computeIfAbsent(new Where(node == null ? "" : node, line.step()), key -> new ArrayList<>())
                    .add(line);
        }
        return byStep.entrySet().stream()
                .<Event>map(e -> new Event.Output(
                        e.getKey().node(),
                        e.getKey().step(),
                        lastLine + 1,
                        e.getValue().size(),
                        upTo(e.getValue())))
                .toList();
    }

    private static @Nullable List<LogPosition> upTo(List<Journal.Line> lines) {
        var newest = new LinkedHashMap<String, LogPosition>();
        for (var line : lines) {
            var upTo = line.upTo();
            if (upTo != null) {
                newest.put(upTo.job(), upTo);
            }
        }
        return newest.isEmpty() ? null : List.copyOf(newest.values());
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
        if (crew.ticks() - ownership.lastBeat() >= BEAT.toNanos()) {
            ownership.beat();
        }
    }
}
