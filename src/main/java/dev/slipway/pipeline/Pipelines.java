package dev.slipway.pipeline;

import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Mistake;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All pipelines that have a name: those that come with Slipway, and those that people brought. */
@ApplicationScoped
public class Pipelines {
    private final PipelineRows rows;
    private final InstantSource clock;
    private final BuiltInPipelines builtIn = new BuiltInPipelines();

    Pipelines(PipelineRows rows, InstantSource clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /**
     * A pipeline in a list.
     *
     * @param parsed wrong only when a newer Slipway finds mistakes in what an older one stored
     */
    public record Known(String name, boolean builtIn, Parsed parsed) {}

    /** Stores a document, or replaces it. Nothing is stored when it is wrong, or when the name is a built-in one's. */
    public Parsed put(String name, String document) {
        if (builtIn(name)) {
            return new Parsed.Wrong(List.of(new Mistake(
                    0, "pipeline", "\"" + name + "\" comes with Slipway and cannot be replaced; choose another name")));
        }
        Parsed parsed = PipelineDocument.parse(document, name);
        switch (parsed) {
            case Parsed.Sound _ -> rows.put(name, document, clock.instant());
            case Parsed.Wrong _ -> {}
        }
        return parsed;
    }

    /** All of them, the built-in ones first. */
    public List<Known> list() {
        List<Known> all = new ArrayList<>();
        for (BuiltInPipelines.BuiltIn one : builtIn.all()) {
            all.add(new Known(one.pipeline().name(), true, new Parsed.Sound(one.pipeline())));
        }
        for (PipelineRows.Stored stored : rows.all()) {
            // A built-in one of a newer Slipway may have taken the name; it wins everywhere.
            if (!builtIn(stored.name())) {
                all.add(new Known(stored.name(), false, PipelineDocument.parse(stored.document(), stored.name())));
            }
        }
        return all;
    }

    /** The pipeline of this name, with its mistakes if a newer Slipway finds some in it. */
    public Optional<Parsed> find(String name) {
        Optional<Parsed> found = builtIn.find(name).map(one -> new Parsed.Sound(one.pipeline()));
        return found.isPresent() ? found : rows.document(name).map(document -> PipelineDocument.parse(document, name));
    }

    /** The pipeline that a fleet runs; empty when it does not exist, or was found wrong. */
    public Optional<Pipeline> of(Fleet.PipelineChoice choice) {
        var parsed =
                switch (choice) {
                    case Fleet.PipelineChoice.Named named -> find(named.name());
                    case Fleet.PipelineChoice.InPlace inPlace ->
                        Optional.of(PipelineDocument.parse(inPlace.document(), "in-place"));
                };
        return parsed.flatMap(p -> switch (p) {
            case Parsed.Sound sound -> Optional.of(sound.pipeline());
            case Parsed.Wrong _ -> Optional.<Pipeline>empty();
        });
    }

    /** The text of the document of this name, as it was written. */
    public Optional<String> document(String name) {
        Optional<String> found = builtIn.find(name).map(BuiltInPipelines.BuiltIn::document);
        return found.isPresent() ? found : rows.document(name);
    }

    /** Whether the pipeline comes with Slipway. */
    public boolean builtIn(String name) {
        return builtIn.find(name).isPresent();
    }

    /**
     * Removes a stored pipeline; whether a fleet still uses it is for the caller to ask.
     *
     * @return whether there was one; built-in ones are never removed
     */
    public boolean remove(String name) {
        return !builtIn(name) && rows.remove(name);
    }
}
