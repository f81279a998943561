package dev.slipway.engine;

import dev.slipway.balancer.BalancerException;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Node;
import dev.slipway.history.Clockwork;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.LiveRelease;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks after nodes that missed the live release: new in the document, or left aside by a deployment. Such a node gets
 * one {@code catch-up}. One that fails it, or does not answer, is taken out of rotation as far as the floor allows, and
 * put back once it proves the live release. Every act is a deployment that owns the fleet's epoch, and its key makes
 * several instances ask for it once. What a person took out is never touched.
 */
@ApplicationScoped
class PoolFence {
    private static final Logger LOG = Logger.getLogger(PoolFence.class);
    /** Who asks for these deployments. */
    static final String BY = "slipway:fence";

    /** One that answers and was taken out is tried again this often. */
    private static final Duration AGAIN = Duration.ofMinutes(15);

    private final Fleets fleets;
    private final StoredCatalogue catalogue;
    private final Queue queue;
    private final FenceTable table;
    private final Fitness fitness;
    private final ByHand byHand;
    private final Deployments deployments;
    private final EngineConfig config;
    private final Clockwork clockwork;
    private final InstantSource clock;

    PoolFence(
            Fleets fleets,
            StoredCatalogue catalogue,
            Queue queue,
            FenceTable table,
            Fitness fitness,
            ByHand byHand,
            Deployments deployments,
            EngineConfig config,
            Clockwork clockwork,
            InstantSource clock) {
        this.fleets = fleets;
        this.catalogue = catalogue;
        this.queue = queue;
        this.table = table;
        this.fitness = fitness;
        this.byHand = byHand;
        this.deployments = deployments;
        this.config = config;
        this.clockwork = clockwork;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        clockwork.every(config.fence(), "pool-fence", () -> fleets.list().forEach(this::look));
    }

    /** Looks through one fleet, if nothing is under way in it and it is beyond doubt what is live. */
    void look(Fleet fleet) {
        try {
            // Without a check nothing could prove a node, and so none that was taken out would come back.
            if (fleet.strategy().fence() && fleet.health() != null && table.quiet(fleet.name())) {
                var live = catalogue.standing(fleet).filter(LiveRelease::settled);
                if (live.isPresent()) {
                    look(fleet, live.get());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.warnf("Fleet %s could not be looked through for late nodes: %s", fleet.name(), e.getMessage());
        }
    }

    private void look(Fleet fleet, LiveRelease live) throws JournalUnavailable, InterruptedException {
        var known = queue.records(fleet.name());
        for (var node : fleet.nodes()) {
            var record = known.getOrDefault(node.name(), NodeRecord.unseen(node.name()));
            var takenOut = record.takenOut();
            if (takenOut != null && takenOut.by().equals(BY)) {
                comeBack(fleet, node, live);
            } else if (takenOut == null
                    && record.drainedBy() == null // those are looked after as stranded
                    && !live.release().equals(record.proved())) {
                late(fleet, node, live);
            }
        }
    }

    private void late(Fleet fleet, Node node, LiveRelease live) throws JournalUnavailable, InterruptedException {
        var key = "fence " + node.name() + " " + live.by();
        switch (fitness.see(fleet, node)) {
            case Fitness.Seen.Reached(var current)
            when table.unheard(fleet.name(), key) -> ask(Kind.CATCH_UP, fleet, node, key, shown(current, live));
            case Fitness.Seen.Reached(var current) -> takeOut(fleet, node, live, shown(current, live), true);
            case Fitness.Seen.Silent(var why) ->
                takeOut(
                        fleet,
                        node,
                        live,
                        "it does not answer, and never proved " + live.release() + ": " + why,
                        false);
        }
    }

    private static String shown(@Nullable String current, LiveRelease live) {
        return current == null
                ? "it has no release yet, and " + live.release() + " is live"
                : "it is on " + current + ", and did not prove " + live.release() + ", which is live";
    }

    private void takeOut(Fleet fleet, Node node, LiveRelease live, String why, boolean answers)
            throws JournalUnavailable, InterruptedException {
        try {
            if (!fitness.mayServe(fleet, node)) {
                if (answers && node.discovered() != null) {
                    // It was found, and may have been met half-made: nobody else tries it again.
                    ask(Kind.CATCH_UP, fleet, node, againKey(node, live), why);
                }
                return;
            }
        } catch (BalancerException e) {
            LOG.infof("%s of %s is late; its balancer: %s", node.name(), fleet.name(), e.getMessage());
            return;
        }
        if (node.discovered() != null && node.discovered().scaled()) {
            // Its group entered it, and would make another one for it that is no better.
            LOG.warnf("%s of %s stays in rotation, where its group put it, though %s", node.name(), fleet.name(), why);
            return;
        }
        var shortfall = byHand.shortfall(fleet, node);
        if (shortfall != null) {
            LOG.warnf("%s of %s stays in rotation though %s: %s", node.name(), fleet.name(), why, shortfall);
        } else {
            ask(Kind.TAKE_OUT, fleet, node, "fence out " + node.name() + " " + live.by() + " " + round(), why);
        }
    }

    private void comeBack(Fleet fleet, Node node, LiveRelease live) throws JournalUnavailable, InterruptedException {
        switch (fitness.of(fleet, node.name(), live.release())) {
            case Fitness.Verdict.Fit _ ->
                ask(
                        Kind.PUT_BACK,
                        fleet,
                        node,
                        "fence in " + node.name() + " " + live.by() + " " + round(),
                        "it proves " + live.release());
            case Fitness.Verdict.Back back ->
                LOG.infof("%s of %s was put back by a person: %s", node.name(), fleet.name(), back.said());
            case Fitness.Verdict.Unfit unfit -> {
                if (unfit.late()) {
                    ask(Kind.CATCH_UP, fleet, node, againKey(node, live), unfit.why());
                }
            }
        }
    }

    private String againKey(Node node, LiveRelease live) {
        return "fence again " + node.name() + " " + live.by() + " " + round();
    }

    private long round() {
        return clock.instant().getEpochSecond() / AGAIN.toSeconds();
    }

    private void ask(Kind kind, Fleet fleet, Node node, String key, String why) throws JournalUnavailable {
        if (table.unheard(fleet.name(), key)) {
            var request = new Request(kind, fleet.name(), null, BY, node.name() + ": " + why, key);
            var asked = deployments.request(request.only(List.of(node.name()), false));
            LOG.infof("%s of %s: %s: %s", node.name(), fleet.name(), why, asked);
        }
    }
}
