package dev.slipway.fleet;

import dev.slipway.fleet.Fleet.PipelineChoice;
import java.util.List;

/** Checks the pipeline that a fleet document names or holds; pipelines themselves are another package's. */
@FunctionalInterface
public interface PipelineCheck {
    /** Empty when the pipeline is there and right. Lines are those of the text in {@link PipelineChoice.InPlace}. */
    List<Mistake> check(PipelineChoice pipeline);
}
