package dev.slipway.engine.step;

import dev.slipway.deployment.Event;
import dev.slipway.fleet.Failure;
import java.util.Map;

/** What came of one attempt at a step. */
public sealed interface StepOutcome {
    /** The node is now as the step wants it, whether or not anything had to be done. */
    record Done(String detail, Map<String, String> facts) implements StepOutcome {
        public Done {
            facts = Map.copyOf(facts);
        }

        /** Without facts. */
        public Done(String detail) {
            this(detail, Map.of());
        }
    }

    /** It is not. */
    record Failed(Failure why, Event.Sort sort) implements StepOutcome {
        /** The ordinary sort. */
        public Failed(Failure why) {
            this(why, Event.Sort.ORDINARY);
        }
    }
}
