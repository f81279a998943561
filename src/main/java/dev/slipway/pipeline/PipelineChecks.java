package dev.slipway.pipeline;

import dev.slipway.fleet.Fleet.PipelineChoice;
import dev.slipway.fleet.Mistake;
import dev.slipway.fleet.PipelineCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Checks the pipeline that a fleet document names or holds. */
@ApplicationScoped
class PipelineChecks implements PipelineCheck {
    private final Pipelines pipelines;

    PipelineChecks(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public List<Mistake> check(PipelineChoice choice) {
        return switch (choice) {
            case PipelineChoice.InPlace inPlace -> mistakes(PipelineDocument.parse(inPlace.document(), "in-place"));
            case PipelineChoice.Named named ->
                pipelines
                        .find(named.name())
                        .map(PipelineChecks::mistakes)
                        .orElseGet(() -> List.of(new Mistake(0, "pipeline", unknown(named.name()))));
        };
    }

    private String unknown(String name) {
        var known = pipelines.list().stream().map(Pipelines.Known::name).toList();
        return "there is no pipeline \"" + name + "\"; there are " + String.join(", ", known);
    }

    private static List<Mistake> mistakes(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Sound _ -> List.of();
            case Parsed.Wrong wrong -> wrong.mistakes();
        };
    }
}
