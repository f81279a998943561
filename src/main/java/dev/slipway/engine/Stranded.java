package dev.slipway.engine;

import dev.slipway.deployment.Kind;
import dev.slipway.fleet.Fleet;
import dev.slipway.history.Clockwork;
import dev.slipway.history.Journal.JournalUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Looks after nodes that a deployment drained and left so when it ended. One that proves itself fit, on the release
 * that is live, is put back by a {@code catch-up} deployment, which owns the fleet's epoch as any other; one that does
 * not stays out and named. What a person took out has no drain of ours on record, and is never touched.
 */
@ApplicationScoped
class Stranded {
    private static final Logger LOG = Logger.getLogger(Stranded.class);
    /** Who asks for the catch-up. */
    static final String BY = "slipway:stranded";

    private final StrandedTable table;
    private final Fitness fitness;
    private final StoredCatalogue catalogue;
    private final Deployments deployments;
    private final EngineConfig config;
    private final Clockwork clockwork;

    Stranded(
            StrandedTable table,
            Fitness fitness,
            StoredCatalogue catalogue,
            Deployments deployments,
            EngineConfig config,
            Clockwork clockwork) {
        this.table = table;
        this.fitness = fitness;
        this.catalogue = catalogue;
        this.deployments = deployments;
        this.config = config;
        this.clockwork = clockwork;
    }

    void start(@Observes StartupEvent event) {
        clockwork.every(config.stranded(), "stranded-nodes", this::sweep);
    }

    /** Looks at every stranded node of every fleet in which nothing is under way. */
    void sweep() {
        try {
            var byFleet = table.find().stream().collect(Collectors.groupingBy(StrandedTable.Found::fleet));
            for (var found : byFleet.values()) {
                look(found);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.warnf("Nodes that were left drained could not be looked after: %s", e.getMessage());
        }
    }

    private void look(List<StrandedTable.Found> found) throws JournalUnavailable, InterruptedException {
        var name = found.getFirst().fleet();
        var fleet = catalogue.fleet(name);
        var live = catalogue.live(name);
        if (fleet == null || live == null) {
            return;
        }
        var fit = new ArrayList<StrandedTable.Found>();
        for (var node : found) {
            switch (fitness.of(fleet, node.node(), live)) {
                case Fitness.Verdict.Fit _ -> fit.add(node);
                case Fitness.Verdict.Back back -> {
                    LOG.infof("%s of %s was put back by a person: %s", node.node(), name, back.said());
                    table.isBack(node);
                }
                case Fitness.Verdict.Unfit unfit ->
                    LOG.debugf("%s of %s stays out: %s", node.node(), name, unfit.why());
            }
        }
        if (!fit.isEmpty()) {
            catchUp(fleet, live, fit);
        }
    }

    private void catchUp(Fleet fleet, String live, List<StrandedTable.Found> fit) throws JournalUnavailable {
        var nodes = fit.stream().map(StrandedTable.Found::node).sorted().toList();
        // The same key from every instance that noticed: one catch-up for one stranding.
        var key = fit.stream()
                .map(f -> f.node() + "@" + f.drainedBy())
                .sorted()
                .collect(Collectors.joining(" ", "stranded ", ""));
        var reason = String.join(", ", nodes) + " was left drained by deployment "
                + fit.getFirst().drainedBy() + " and proves itself fit on " + live;
        var asked = deployments.request(
                new Deployments.Request(Kind.CATCH_UP, fleet.name(), live, BY, reason, key).only(nodes, false));
        LOG.infof("%s of %s: %s", nodes, fleet.name(), asked);
    }
}
