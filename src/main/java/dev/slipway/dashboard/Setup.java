package dev.slipway.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.dashboard.CheckPages.Report;
import dev.slipway.dashboard.SetupPage.Shown;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.HostKeys;
import dev.slipway.fleet.Keys;
import dev.slipway.fleet.Mistake;
import dev.slipway.fleet.StoredKey;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import dev.slipway.node.NodeException;
import dev.slipway.node.Nodes;
import dev.slipway.pipeline.Pipelines;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the first fleet out of what a person filled in. Everything it does, the API does too. */
@ApplicationScoped
class Setup {
    private final SetupDrafts drafts;
    private final Fleets fleets;
    private final Keys keys;
    private final Pipelines pipelines;
    private final Nodes nodes;
    private final Inventory inventory;
    private final History history;
    private final Choices choices;
    private final ObjectMapper json;

    Setup(
            SetupDrafts drafts,
            Fleets fleets,
            Keys keys,
            Pipelines pipelines,
            Nodes nodes,
            Inventory inventory,
            History history,
            Choices choices,
            ObjectMapper json) {
        this.drafts = drafts;
        this.fleets = fleets;
        this.keys = keys;
        this.pipelines = pipelines;
        this.nodes = nodes;
        this.inventory = inventory;
        this.history = history;
        this.choices = choices;
        this.json = json;
    }

    SetupAnswers answers() {
        return new SetupAnswers(drafts.read());
    }

    void keep(SetupAnswers answers, String by) {
        drafts.write(answers.answers(), by);
    }

    /** The fleet, if it was stored. */
    Optional<Fleet> fleet(SetupAnswers answers) {
        return answers.hasApplication() ? fleets.find(answers.fleet()) : Optional.empty();
    }

    /**
     * Stores the fleet, and makes its key if it has none.
     *
     * @return what is wrong with it; empty: it is stored
     */
    List<Mistake> store(SetupAnswers answers, String by) {
        try {
            var put = fleets.put(answers.fleet(), json.writeValueAsString(answers.document()), by);
            return switch (put) {
                case Fleets.Put.Created _, Fleets.Put.Replaced _ -> {
                    keys.generate(answers.fleet(), by);
                    yield List.of();
                }
                case Fleets.Put.Mistakes(var mistakes) -> mistakes;
                case Fleets.Put.InUse(var why) -> List.of(new Mistake(0, "fleet", why));
            };
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The answers make no document", e);
        }
    }

    /** The page of a step. */
    SetupPage page(String step, List<Mistake> mistakes, @Nullable List<Report> reports, Asker asker)
            throws InterruptedException {
        var answers = answers();
        var fleet = fleet(answers);
        var release = choices.releases(answers.get("application")).stream()
                .map(one -> one.version())
                .findFirst();
        var live = fleet.flatMap(one -> history.fleet(one.name())).map(FleetView::release);
        var key = fleet.flatMap(one -> keys.find(one.name())).map(StoredKey::publicKey);
        return new SetupPage(
                step,
                answers,
                SetupPage.steps(answers, fleet.isPresent(), fleet.isPresent() && release.isPresent(), live.isPresent()),
                mistakes,
                key.map(answers::authorizedKey).orElse(null),
                reports,
                reports == null || fleet.isEmpty() ? List.of() : unaccepted(fleet.get()),
                fleet.isPresent(),
                fleet.isPresent() ? release.orElse(null) : null,
                live.orElse(null),
                pipelines.list().stream().map(Pipelines.Known::name).toList(),
                asker.base(),
                asker.who(),
                asker.token(),
                null);
    }

    /** Who asks, and where he reached this Slipway. */
    record Asker(String base, String who, String token) {}

    List<Report> check(Fleet fleet, String base) throws InterruptedException {
        return inventory.check(fleet, base).stream().map(Report::of).toList();
    }

    private List<Shown> unaccepted(Fleet fleet) throws InterruptedException {
        var shown = new ArrayList<Shown>();
        for (var node : fleet.nodes()) {
            if (node.hostKey() == null) {
                try {
                    shown.add(new Shown(node.name(), HostKeys.fingerprint(nodes.hostKey(node))));
                } catch (NodeException _) {
                    // The check says so already.
                }
            }
        }
        return shown;
    }

    /**
     * Pins the key that a server shows, if it is the one that the person compared.
     *
     * @return whether it was
     */
    boolean accept(Fleet fleet, String server, String fingerprint, String by) throws InterruptedException {
        var node = fleet.node(server);
        if (node.isEmpty()) {
            return false;
        }
        try {
            var key = nodes.hostKey(node.get());
            if (!HostKeys.fingerprint(key).equals(fingerprint)) {
                return false;
            }
            fleets.acceptHostKey(fleet.name(), server, key, by);
            return true;
        } catch (NodeException _) {
            return false;
        }
    }
}
