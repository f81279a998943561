package dev.slipway.discovery;

import dev.slipway.fleet.DiscoveryRule;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.FoundServers;
import dev.slipway.history.Clockwork;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.node.NodeException;
import dev.slipway.node.Nodes;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Asks the sources of servers that fleet documents name, again and again. What they show becomes nodes; the pool fence
 * brings those to the live release. A server that its group keeps waiting is let go once it proves that release.
 */
@ApplicationScoped
public class Discoveries {
    private static final Logger LOG = Logger.getLogger(Discoveries.class);
    private static final String BY = "slipway:discovery";

    private final FoundServers found;
    private final Fleets fleets;
    private final Nodes nodes;
    private final KnownNodes records;
    private final Map<String, ServerSource> sources;
    private final DiscoveryConfig config;
    private final Clockwork clockwork;

    Discoveries(
            FoundServers found,
            Fleets fleets,
            Nodes nodes,
            KnownNodes records,
            @Any Instance<ServerSource> sources,
            DiscoveryConfig config,
            Clockwork clockwork) {
        this.found = found;
        this.fleets = fleets;
        this.nodes = nodes;
        this.records = records;
        this.sources = sources.stream().collect(Collectors.toMap(ServerSource::name, Function.identity()));
        this.config = config;
        this.clockwork = clockwork;
    }

    void start(@Observes StartupEvent event) {
        clockwork.every(config.every(), "discovery", this::round);
    }

    private void round() {
        for (var fleet : found.rules().entrySet()) {
            try {
                look(fleet.getKey(), fleet.getValue());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf("Servers of fleet %s could not be looked up: %s", fleet.getKey(), e.getMessage());
            }
        }
    }

    /** Asks the sources of one fleet now. What they refuse is written down with what they showed. */
    public void look(String fleet) throws InterruptedException {
        look(fleet, found.rules().getOrDefault(fleet, List.of()));
    }

    private void look(String fleet, List<DiscoveryRule> rules) throws InterruptedException {
        for (var rule : rules) {
            var source = sources.get(rule.from());
            if (source == null) {
                continue;
            }
            try {
                var out = records.out(fleet); // before the answer: what goes out meanwhile is known to be there
                found.shown(fleet, rule, source.look(rule), config.gone(), out);
                believeFirstKeys(fleet, rule);
                letGo(fleet, rule, source);
            } catch (DiscoveryException e) {
                found.failed(fleet, rule, e.failure().sentence());
            } catch (JournalUnavailable e) {
                LOG.warnf("Servers of fleet %s cannot be looked up now: %s", fleet, e.getMessage());
            }
        }
    }

    /** Where the document says so: nobody could compare the keys of servers that come and go by themselves. */
    private void believeFirstKeys(String fleet, DiscoveryRule rule) throws InterruptedException {
        if (!rule.firstKey()) {
            return;
        }
        for (var node : fleets.find(fleet).map(known -> known.nodes()).orElse(List.of())) {
            var by = node.discovered();
            if (node.hostKey() == null && by != null && by.source().equals(rule.source())) {
                try {
                    fleets.acceptHostKey(fleet, node.name(), nodes.hostKey(node), BY);
                } catch (NodeException e) {
                    LOG.infof("%s of %s shows no host key yet: %s", node.name(), fleet, e.getMessage());
                }
            }
        }
    }

    private void letGo(String fleet, DiscoveryRule rule, ServerSource source)
            throws DiscoveryException, JournalUnavailable, InterruptedException {
        var waits = found.waiting(fleet, rule);
        var ready = waits.isEmpty() ? Set.<String>of() : records.provedLive(fleet);
        for (var waiting : waits.entrySet()) {
            if (ready.contains(waiting.getKey())) {
                source.ready(rule, waiting.getValue().id());
                LOG.infof("%s of %s proves the live release: %s may take it", waiting.getKey(), fleet, rule.source());
            }
        }
    }
}
