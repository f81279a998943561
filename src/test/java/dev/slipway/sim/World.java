package dev.slipway.sim;

import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Status;
import dev.slipway.history.Journal.JournalUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one seed runs: machines with the real engine, a database, nodes, a balancer, people and disasters.
 */
final class World {
    static final String FLEET = "shop-production";
    private static final Duration TROUBLE = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofHours(4);
    /** Long enough for one look after stranded nodes. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(45);

    private final long seed;
    private final Scenario scenario;
    private final @Nullable Mutation mutation;
    private final Schedule schedule;
    private final Faults faults;
    private final Random random;
    private final Random chance;
    private final Map<String, SimNode> nodes = new TreeMap<>();
    private final Pool pool = new Pool(this);
    private final Checker checker = new Checker(this);
    private final Database database = new Database(this);
    private final List<Machine> machines = new ArrayList<>();
    private Listener listener = machine -> {};
    private int made;

    World(long seed, Scenario scenario, @Nullable Mutation mutation) {
        this.seed = seed;
        this.scenario = scenario;
        this.mutation = mutation;
        this.schedule = new Schedule(seed);
        this.faults = new Faults(scenario, seed);
        this.random = new Random(seed * 31 + 7);
        this.chance = new Random(seed ^ 0xd1ceL);
        scenario.fleet().nodes().forEach(n -> {
            nodes.put(n.name(), new SimNode(this, n.name()));
            pool.add(n.name());
        });
        database.liveFromTheBeginning();
    }

    /** How it ended: each deployment's status, and what each node has and where it is. */
    record Ending(List<String> statuses, List<String> nodes, Map<String, Integer> migrations) {}

    /** Runs it to the end; throws what was broken. */
    Ending run() {
        try {
            for (var i = 0; i < scenario.machines(); i++) {
                boot();
            }
            var people = new People(this, seed);
            scenario.asks().forEach(a -> schedule.in(a.at(), () -> database.request(a.kind(), a.release())));
            for (var i = 0; i < scenario.disasters(); i++) {
                schedule.in(Duration.ofMillis(random.nextInt(60_000)), this::disaster);
            }
            for (var i = 0; i < scenario.people(); i++) {
                schedule.in(Duration.ofMillis(random.nextInt(80_000)), people::meddle);
            }
            if (broken(Mutation.DRAINS_WITHOUT_A_DEPLOYMENT)) {
                schedule.in(Duration.ofSeconds(80), () -> pool.drain("web-1", machines.getFirst()));
            }
            visitors();
            schedule.in(TROUBLE, () -> {
                faults.end();
                machines.forEach(m -> {
                    m.freeze(false);
                    m.partition(false);
                });
                people.help();
            });
            schedule.run(PATIENCE, () -> faults.over() && allOver());
            schedule.run(AFTERWARDS, () -> false);
            schedule.run(PATIENCE, this::allOver);
            checker.atTheEnd();
            return ending();
        } finally {
            schedule.close();
        }
    }

    private boolean allOver() {
        return database.rows().size() >= scenario.asks().size()
                && database.rows().stream().allMatch(r -> r.over);
    }

    private void visitors() {
        pool.visit();
        schedule.in(Duration.ofMillis(400), this::visitors);
    }

    private void boot() {
        machines.add(new Machine(this, "m" + ++made));
    }

    /** The machine dies here and now; another process takes its place after a while. */
    void killed(Machine machine) {
        machine.kill();
        machines.remove(machine);
        schedule.in(faults.between(500, 12_000), this::boot);
    }

    private void disaster() {
        var machine = machines.isEmpty() ? null : machines.get(random.nextInt(machines.size()));
        var all = List.copyOf(nodes.values());
        var node = all.get(random.nextInt(all.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                if (machine != null) {
                    killed(machine);
                }
            }
            case 2, 3 -> {
                if (machine != null) {
                    machine.freeze(true);
                    schedule.in(faults.between(1_000, 30_000), () -> machine.freeze(false));
                }
            }
            case 4 -> {
                if (machine != null) {
                    machine.partition(true);
                    schedule.in(faults.between(1_000, 40_000), () -> machine.partition(false));
                }
            }
            case 5 -> node.cut(faults.between(500, 60_000));
            case 6 -> {
                if (random.nextBoolean()) {
                    node.reboot();
                } else {
                    node.loseJobs();
                }
            }
            default -> {
                if (machine != null) {
                    machine.terminate();
                    machines.remove(machine);
                    schedule.in(faults.between(500, 9_000), this::boot);
                }
            }
        }
    }

    private Ending ending() {
        return new Ending(
                database.rows().stream().map(r -> r.status).map(Status::word).toList(),
                nodes.values().stream()
                        .map(n -> n.name() + " " + n.current() + " " + n.process() + " " + pool.rotation(n.name()))
                        .toList(),
                checker.migrations());
    }

    /** Does it as soon as the condition holds. */
    World when(BooleanSupplier condition, Runnable act) {
        schedule.in(Duration.ofMillis(5), () -> {
            if (condition.getAsBoolean()) {
                act.run();
            } else {
                when(condition, act);
            }
        });
        return this;
    }

    /** Told when the database has answered a machine whether it is the owner, before the machine goes on. */
    @FunctionalInterface
    interface Listener {
        void hear(Machine machine) throws InterruptedException;
    }

    void onProof(Listener scripted) {
        listener = scripted;
    }

    void answered(Machine machine) throws JournalUnavailable {
        try {
            listener.hear(machine);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalUnavailable(e);
        }
    }

    /** When the first such event was written. */
    Instant at(Predicate<Event> which) {
        return database.rows().stream()
                .flatMap(r -> r.journal.stream())
                .filter(e -> which.test(e.event()))
                .map(Entry::at)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such event"));
    }

    /** The only one. */
    Machine machine() {
        return machines.getFirst();
    }

    /** It gets no turn for so long, from its next wait on. */
    void freeze(Machine machine, Duration time) {
        machine.freeze(true);
        schedule.in(time, () -> machine.freeze(false));
    }

    /** Every event of every deployment so far, oldest first. */
    List<Event> events() {
        return database.rows().stream()
                .flatMap(r -> r.journal.stream().map(Entry::event))
                .toList();
    }

    /** What the machines draw. */
    double chance() {
        return chance.nextDouble();
    }

    boolean broken(Mutation one) {
        return mutation == one;
    }

    Schedule schedule() {
        return schedule;
    }

    Scenario scenario() {
        return scenario;
    }

    Faults faults() {
        return faults;
    }

    Database database() {
        return database;
    }

    Pool pool() {
        return pool;
    }

    Checker checker() {
        return checker;
    }

    SimNode node(String name) {
        var node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException(name);
        }
        return node;
    }

    Map<String, SimNode> nodes() {
        return nodes;
    }
}
