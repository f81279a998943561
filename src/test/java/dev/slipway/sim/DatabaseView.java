package dev.slipway.sim;

import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Planner;
import dev.slipway.engine.Catalogue;
import dev.slipway.engine.Door;
import dev.slipway.engine.Leases;
import dev.slipway.engine.Queue;
import dev.slipway.engine.Turn;
import dev.slipway.engine.step.EnvironmentFiles;
import dev.slipway.engine.step.MigrationLedger;
import dev.slipway.engine.step.NotOwner;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.release.Release;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The database as one machine reaches it. */
final class DatabaseView implements Queue, Journal, Leases, Catalogue {
    private final Machine machine;
    private final Database database;

    DatabaseView(Machine machine, Database database) {
        this.machine = machine;
        this.database = database;
    }

    Turn.Store store() {
        return new Turn.Store(
                this,
                this,
                (deployment, id) -> ask(() -> database.row(deployment).said.stream()
                        .filter(s -> s.id() > id)
                        .toList()),
                this,
                this::ledger,
                this,
                () -> this.<Door.@Nullable Entry>ask(() -> database.enter(machine)));
    }

    /** A statement arrives or not; and when it did, its answer may be lost. */
    private <T extends @Nullable Object> T ask(Supplier<T> statement) throws JournalUnavailable {
        try {
            database.reach(machine);
            var answer = statement.get();
            if (machine.world().faults().databaseAnswerLost()) {
                throw new JournalUnavailable(new IOException("the answer was lost"));
            }
            machine.world().schedule().live();
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalUnavailable(e);
        }
    }

    @Override
    public @Nullable Row row(long number) throws JournalUnavailable {
        return this.<@Nullable Row>ask(() -> database.look(number));
    }

    @Override
    public boolean claim(long number, String fleet) throws JournalUnavailable {
        return ask(() -> database.claim(number));
    }

    @Override
    public List<Long> due() throws JournalUnavailable {
        return ask(database::due);
    }

    @Override
    public long wakeSeq(long number) throws JournalUnavailable {
        return ask(() -> database.wakeSeq(number));
    }

    @Override
    public Map<String, NodeRecord> records(String fleet) throws JournalUnavailable {
        return ask(database::knownNodes);
    }

    @Override
    public List<Entry> read(long deployment, long after) throws JournalUnavailable {
        return ask(() -> database.row(deployment).journal.stream()
                .filter(e -> e.number() > after)
                .toList());
    }

    @Override
    public void append(Append append) throws LostOwnership, JournalUnavailable {
        var written = ask(() -> {
            var done = database.append(append);
            if (done) {
                machine.world().faults().afterWrite(machine, append.events());
            }
            return done;
        });
        if (!written) {
            throw new LostOwnership("another owner than epoch " + append.epoch());
        }
    }

    @Override
    public Lease take(long deployment, String fleet) throws JournalUnavailable {
        long epoch = ask(() -> database.take(deployment, machine.tag()));
        return new Lease() {
            @Override
            public long epoch() {
                return epoch;
            }

            @Override
            public boolean held() throws JournalUnavailable {
                boolean held = ask(() -> database.held(deployment, epoch));
                machine.world().answered(machine);
                return held;
            }
        };
    }

    private MigrationLedger ledger(long deployment, Lease lease) {
        return new MigrationLedger() {
            @Override
            public @Nullable Line read(Release release, String name) throws NotOwner {
                try {
                    return DatabaseView.this.<@Nullable Line>ask(() -> database.migration(release.version()));
                } catch (JournalUnavailable e) {
                    throw new NotOwner("the database did not answer");
                }
            }

            @Override
            public boolean replace(Release release, String name, @Nullable Line before, Line after) throws NotOwner {
                try {
                    var written = ask(() -> !database.held(deployment, lease.epoch())
                            ? null
                            : (Boolean) database.replace(release.version(), before, after));
                    if (written == null) {
                        throw new NotOwner("another owner");
                    }
                    machine.world().faults().afterWrite(machine, List.of());
                    return written;
                } catch (JournalUnavailable e) {
                    throw new NotOwner("the database did not answer");
                }
            }
        };
    }

    @Override
    public Planner.Planned plan(
            Kind kind, String fleetName, String version, List<String> targets, Map<String, NodeRecord> known) {
        return machine.world().scenario().plan(kind, version, targets, known);
    }

    @Override
    public Event.@Nullable ApprovalAsked approval(Plan plan) {
        var world = machine.world();
        return world.broken(Mutation.ASKS_NOBODY) ? null : world.scenario().approval(plan);
    }

    @Override
    public EnvironmentFiles environment(Plan plan) {
        return EnvironmentFiles.NONE;
    }

    @Override
    public @Nullable String live(String fleet) throws JournalUnavailable {
        return ask(database::live);
    }
}
