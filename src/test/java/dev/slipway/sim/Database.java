package dev.slipway.sim;

import dev.slipway.deployment.Choice;
import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Status;
import dev.slipway.deployment.Steps;
import dev.slipway.engine.Door;
import dev.slipway.engine.Queue;
import dev.slipway.engine.Words;
import dev.slipway.engine.step.MigrationLedger;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** PostgreSQL as the engine sees it: every statement is whole or not at all, guarded as the real ones are. */
final class Database {
    private final World world;
    private final Tasks tasks = new Tasks();
    private final Map<Long, Row> rows = new TreeMap<>();
    private final Map<String, NodeRecord> records = new TreeMap<>();
    private final Map<String, MigrationLedger.Line> migrations = new HashMap<>();
    private final Map<Long, String> owners = new HashMap<>();
    private final Set<String> swept = new HashSet<>();
    private long epoch;
    private long told;
    private @Nullable Inside inside;

    Database(World world) {
        this.world = world;
    }

    /** Every node serves 1.0, proved by a deployment that nobody remembers. */
    void liveFromTheBeginning() {
        world.nodes()
                .keySet()
                .forEach(n -> records.put(
                        n, new NodeRecord(n, "1.0", "1.0", "1.0", NodeRecord.Rotation.IN, null, null, Schedule.START)));
    }

    /** One deployment with its journal. */
    static final class Row {
        final long number;
        final List<Entry> journal = new ArrayList<>();
        final List<Words.Said> said = new ArrayList<>();
        final DeploymentState state = new DeploymentState();
        Status status = Status.QUEUED;
        boolean started;
        boolean over;
        long epoch;
        long lastLine;
        long wakeSeq;

        Row(long number) {
            this.number = number;
        }

        private void add(Entry entry) {
            journal.add(entry);
            state.apply(entry);
        }
    }

    /** The door, until its holder goes out, dies, or stays in there for too long. */
    Door.@Nullable Entry enter(Machine machine) {
        var now = world.schedule().now();
        var holder = inside;
        if (holder != null && holder.machine().up() && now.isBefore(holder.until())) {
            return null;
        }
        var entered = new Inside(machine, now.plusSeconds(15));
        inside = entered;
        return () -> {
            if (entered.equals(inside)) {
                inside = null;
            }
        };
    }

    private record Inside(Machine machine, Instant until) {}

    /** The way there: takes a moment, and may not arrive. */
    void reach(Machine machine) throws InterruptedException, JournalUnavailable {
        machine.pause(world.faults().travel());
        if (machine.partitioned()) {
            machine.pause(Duration.ofSeconds(10)); // the socket's time-out
            throw new JournalUnavailable(new IOException("no answer from the database"));
        }
    }

    Tasks tasks() {
        return tasks;
    }

    Collection<Row> rows() {
        return rows.values();
    }

    Map<String, NodeRecord> records() {
        return records;
    }

    Row row(long number) {
        var row = rows.get(number);
        if (row == null) {
            throw new IllegalArgumentException("no deployment " + number);
        }
        return row;
    }

    /** Which machine took this epoch. */
    @Nullable String ownerOf(long ofEpoch) {
        return owners.get(ofEpoch);
    }

    /** Asks for a deployment, as the API does. */
    long request(Kind kind, String release) {
        var row = new Row(rows.size() + 1);
        rows.put(row.number, row);
        row.add(new Entry(
                1,
                world.schedule().now(),
                0,
                new Event.Queued(kind, World.FLEET, release, "sim", null, kind.byHand() ? List.of("web-1") : null)));
        if (kind == Kind.ROLLBACK) {
            rows.values().stream()
                    .filter(r -> !r.over && (r.status == Status.HELD || r.status == Status.PAUSED))
                    .forEach(r -> tell(r, Choice.CANCEL, null));
        }
        sweep();
        return row.number;
    }

    /** As the engine's look after stranded nodes: one catch-up for each stranding, when nothing is under way. */
    void catchUpStranded() {
        var fit = strandedAndFit();
        if (fit.isEmpty() || rows.values().stream().anyMatch(r -> !r.over) || !swept.add(fit.toString())) {
            return;
        }
        var row = new Row(rows.size() + 1);
        rows.put(row.number, row);
        var nodes = fit.stream().map(NodeRecord::name).toList();
        row.add(new Entry(
                1,
                world.schedule().now(),
                0,
                new Event.Queued(Kind.CATCH_UP, World.FLEET, live(), "sweep", null, nodes)));
        sweep();
    }

    /** Nodes that an ended deployment left drained, and that serve the live release. */
    List<NodeRecord> strandedAndFit() {
        return records.values().stream()
                .filter(r -> r.drainedBy() != null && row(r.drainedBy()).over)
                .filter(r -> world.node(r.name()).reachable()
                        && live().equals(world.node(r.name()).answers())
                        && live().equals(world.node(r.name()).current()))
                .toList();
    }

    /** A person's word, which the API took. */
    void tell(Row row, Choice choice, @Nullable String question) {
        if (row.status == Status.WAITING_APPROVAL) {
            approve(row, choice);
            return;
        }
        row.said.add(new Words.Said(++told, new Event.Told(choice, question, null, "person:sim", null)));
        row.wakeSeq++;
        world.checker().told(choice);
        settle(row, choice);
        tasks.due(row.number, world.schedule().now());
    }

    /** Nobody owns it: what is said is written at once. */
    private void approve(Row row, Choice choice) {
        var now = world.schedule().now();
        var by = "person:" + row.journal.size();
        write(row, new Entry(row.journal.size() + 1L, now, row.epoch, new Event.Told(choice, null, null, by, null)));
        if (choice != Choice.APPROVE) {
            var end = new Event.Finished(Status.CANCELLED, "sim");
            write(row, new Entry(row.journal.size() + 1L, now, row.epoch, end));
        }
        row.status = row.state.status();
        row.over = row.status.over();
        world.checker().wrote(row);
        sweep();
    }

    private void write(Row row, Entry entry) {
        row.add(entry);
        world.checker().appended(row, entry);
    }

    private void settle(Row row, Choice choice) {
        var plan = row.state.plan();
        var question = row.state.question();
        if (plan == null
                || question == null
                || !String.valueOf(plan.migrationNode()).equals(question.node())) {
            return;
        }
        var asked = (int) row.state.progress(String.valueOf(plan.migrationNode())).attempts().stream()
                .filter(a -> a.step().startsWith(Steps.MIGRATE))
                .count();
        migrations.computeIfPresent(plan.release().version(), (key, line) -> {
            var settled =
                    switch (choice) {
                        case APPLIED -> line.open() ? MigrationLedger.State.SUCCEEDED : null;
                        case NOT_APPLIED -> line.open() ? MigrationLedger.State.FAILED : null;
                        case RETRY ->
                            line.state() == MigrationLedger.State.FAILED ? MigrationLedger.State.FAILED : null;
                        case PAUSE, RESUME, CANCEL, APPROVE, REFUSE, SKIP, ROLLBACK, ABORT -> null;
                    };
            return settled == null ? line : line.ended(settled, line.exitCode(), row.number, asked);
        });
    }

    /** Every deployment that is due has its task. */
    void sweep() {
        due().forEach(n -> tasks.due(n, world.schedule().now()));
    }

    List<Long> due() {
        var due = new ArrayList<Long>();
        for (var row : rows.values()) {
            var waits = row.status == Status.HELD || row.status == Status.PAUSED;
            var first = !row.started && row.status != Status.WAITING_APPROVAL && free(row);
            var cancelled =
                    row.said.stream().anyMatch(s -> row.started || s.event().choice() == Choice.CANCEL);
            if (!row.over && ((row.started && !waits) || cancelled || first)) {
                due.add(row.number);
            }
        }
        return due;
    }

    long wakeSeq(long number) {
        return row(number).wakeSeq;
    }

    Queue.@Nullable Row look(long number) {
        var row = rows.get(number);
        return row == null ? null : new Queue.Row(number, World.FLEET, row.lastLine, row.started, row.over);
    }

    boolean claim(long number) {
        var row = row(number);
        var may = !row.started && !row.over && row.status != Status.WAITING_APPROVAL;
        if (!may || !(free(row) || world.broken(Mutation.CLAIMS_A_BUSY_FLEET))) {
            return false;
        }
        row.started = true;
        return true;
    }

    /** Whether none is under way, and none that may begin waits longer. */
    private boolean free(Row row) {
        return rows.values().stream()
                .noneMatch(o -> !o.over
                        && o != row
                        && o.status != Status.WAITING_APPROVAL
                        && (o.started || o.number < row.number));
    }

    long take(long number, String owner) {
        row(number).epoch = ++epoch;
        if (world.broken(Mutation.LEDGER_FORGETS)) {
            migrations.clear();
            world.nodes().values().forEach(SimNode::forgetMigrations);
        }
        owners.put(epoch, owner);
        return epoch;
    }

    boolean held(long number, long mine) {
        return row(number).epoch == mine || world.broken(Mutation.LEASE_IS_NEVER_LOST);
    }

    /** False: somebody else owns it, or appended. */
    boolean append(Journal.Append append) {
        var row = row(append.deployment());
        if (row.journal.size() != append.after() || row.epoch != append.epoch()) {
            return false;
        }
        var number = append.after();
        for (var event : append.events()) {
            var entry = new Entry(++number, append.at(), append.epoch(), event);
            row.add(entry);
            world.checker().appended(row, entry);
        }
        row.lastLine += append.lines().size();
        row.status = append.status();
        row.started &= row.status != Status.WAITING_APPROVAL;
        row.over |= append.status().over();
        row.said.removeIf(s -> s.id() <= append.taken());
        append.records().stream()
                .filter(r -> !(world.broken(Mutation.FORGETS_WHO_IS_OUT) && r.drainedBy() != null))
                .forEach(r -> records.put(r.name(), r));
        world.checker().wrote(row);
        return true;
    }

    MigrationLedger.@Nullable Line migration(String release) {
        var line = migrations.get(release);
        return line == null
                ? null
                : new MigrationLedger.Line(
                        line.state(),
                        line.deployment(),
                        line.node(),
                        line.attempt(),
                        line.asked(),
                        line.confirmed(),
                        line.exitCode(),
                        !row(line.deployment()).over);
    }

    boolean replace(String release, MigrationLedger.@Nullable Line before, MigrationLedger.Line after) {
        var now = migration(release);
        var same = now == null
                ? before == null
                : before != null
                        && now.state() == before.state()
                        && now.deployment() == before.deployment()
                        && now.attempt() == before.attempt()
                        && now.confirmed() == before.confirmed();
        if (same) {
            migrations.put(release, after);
        }
        return same;
    }

    /** The release of the newest deployment that succeeded. */
    String live() {
        return rows.values().stream()
                .filter(r -> r.status == Status.SUCCEEDED && r.state.plan() != null)
                .filter(r -> !r.state.request().kind().byHand())
                .reduce((a, b) -> b)
                .map(r -> r.state.request().release())
                .orElse("1.0");
    }

    Map<String, NodeRecord> knownNodes() {
        return new HashMap<>(records);
    }
}
