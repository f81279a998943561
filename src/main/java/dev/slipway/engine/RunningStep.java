package dev.slipway.engine;

import dev.slipway.balancer.BalancerException;
import dev.slipway.deployment.Decision;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.LogPosition;
import dev.slipway.deployment.Plan;
import dev.slipway.engine.step.Binding;
import dev.slipway.engine.step.Connector;
import dev.slipway.engine.step.Crew;
import dev.slipway.engine.step.EnvironmentFiles;
import dev.slipway.engine.step.MigrationLedger;
import dev.slipway.engine.step.NotOwner;
import dev.slipway.engine.step.StepContext;
import dev.slipway.fleet.EnvironmentFile;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Node;
import dev.slipway.health.Health;
import dev.slipway.health.MaskedHealth;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.node.Delivery;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What one attempt at a step uses. */
final class RunningStep implements StepContext {
    private static final Duration DOOR_LOOK = Duration.ofMillis(50);

    /** Longer lines are cut: one line must not fill a page or a row. */
    private static final int LINE = 8_000;

    private static final int LINES = 20_000;
    private static final int LAST_LINES = 2_000;

    private final Site site;
    private final Plan plan;
    private final Decision.Start start;
    private volatile Standing standing;
    private final Mail mail;
    private final Map<String, LogPosition> taken;
    private final Deque<Journal.Line> end = new ArrayDeque<>();
    private int lines;

    RunningStep(
            Site site, Plan plan, Decision.Start start, Standing standing, Map<String, LogPosition> taken, Mail mail) {
        this.site = site;
        this.plan = plan;
        this.start = start;
        this.standing = standing;
        this.taken = new ConcurrentHashMap<>(taken);
        this.mail = mail;
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public Node node() {
        return plan.node(start.node());
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public long deployment() {
        return site.deployment();
    }

    @Override
    public String installation() {
        return site.installation();
    }

    @Override
    public String step() {
        return start.step();
    }

    @Override
    public int attempt() {
        return start.attempt();
    }

    @Override
    public NodeConnection connection() throws NodeException, InterruptedException {
        return site.connections().to(node());
    }

    @Override
    public Connector connector(String name) {
        return () -> {
            var other = plan.fleet().node(name);
            if (other.isEmpty()) {
                throw new NodeException(
                        NodeException.Kind.REFUSED,
                        failure(
                                Failure.Category.USER,
                                "asking node " + name,
                                "it is not in fleet " + plan.fleet().name(),
                                "Look at that node yourself"));
            }
            return site.connections().to(other.get());
        };
    }

    @Override
    public List<Binding> bindings() {
        return site.bindings(node());
    }

    @Override
    public Health health() {
        return new MaskedHealth(site.health(), environment().mask());
    }

    @Override
    public Crew crew() {
        return site.crew();
    }

    @Override
    public MigrationLedger ledger() {
        return site.migrations();
    }

    @Override
    public EnvironmentFiles environment() {
        return site.environment();
    }

    /** What the environment writes itself need not lie among the shared files. */
    @Override
    public Delivery delivery() throws IOException {
        var whole = site.delivery();
        var written = environment().version(plan.environment()).stream()
                .flatMap(files -> files.stream().map(EnvironmentFile::path))
                .toList();
        var shared = whole.sharedFiles().stream()
                .filter(path -> !written.contains(path))
                .toList();
        return new Delivery(whole.release(), whole.manifest(), whole.pack(), whole.sharedFolders(), shared);
    }

    @Override
    public <T extends @Nullable Object> T alone(Guarded<T> work)
            throws NodeException, BalancerException, NotOwner, InterruptedException {
        var own = site.doors().own();
        own.take();
        try (var _ = enter()) {
            return work.run();
        } finally {
            own.give();
        }
    }

    private Door.Entry enter() throws NotOwner, InterruptedException {
        try {
            while (true) {
                var entry = site.doors().shared().tryEnter();
                if (entry != null) {
                    return entry;
                }
                crew().pause(DOOR_LOOK);
            }
        } catch (JournalUnavailable e) {
            throw new NotOwner("whether another instance takes a member away cannot be asked: " + e.getMessage());
        }
    }

    @Override
    public void proveOwnership() throws NotOwner {
        site.ownership().prove();
    }

    @Override
    public void record(Event event) throws NotOwner, InterruptedException {
        mail.record(event);
        standing = standing.after(event);
    }

    @Override
    public void log(String text) {
        add(environment().mask().apply(text), null);
    }

    @Override
    public void output(String text, LogPosition upTo) {
        taken.put(upTo.job(), upTo);
        add(text, upTo);
    }

    @Override
    public @Nullable LogPosition taken(String job) {
        return taken.get(job);
    }

    /** Of a flood, the beginning is written at once and the end when the step is over: the end says why it failed. */
    private void add(String text, @Nullable LogPosition upTo) {
        var line = new Journal.Line(start.node(), start.step(), fit(text), upTo);
        if (lines++ < LINES) {
            write(line);
            return;
        }
        synchronized (end) {
            end.addLast(line);
            if (end.size() > LAST_LINES) {
                end.removeFirst();
            }
        }
    }

    /** Writes what {@link #log} kept back. */
    void flush() {
        synchronized (end) {
            var dropped = lines - LINES - end.size();
            if (dropped > 0) {
                write(new Journal.Line(start.node(), start.step(), "… " + dropped + " lines are left out here", null));
            }
            end.forEach(this::write);
            end.clear();
        }
    }

    private void write(Journal.Line line) {
        try {
            mail.put(new Mail.Letter.Line(line));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next wait of the step ends it
        }
    }

    /** PostgreSQL stores no NUL. */
    private static String fit(String text) {
        var cut = text.length() > LINE ? text.substring(0, LINE) + " … (" + text.length() + " characters)" : text;
        return cut.replace('\0', '\uFFFD');
    }

    @Override
    public void acknowledgeLater(String job) {
        site.connections().acknowledgeLater(start.node(), job);
    }
}
