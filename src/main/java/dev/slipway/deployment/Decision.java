package dev.slipway.deployment;

import java.util.List;

/** What a deployment does next. */
public sealed interface Decision {
    /** Begin these steps; others may be running. */
    record Run(List<Start> steps) implements Decision {
        public Run {
            steps = List.copyOf(steps);
        }
    }

    /** Write this down, then decide again. */
    record Write(Event event) implements Decision {}

    /** Wait for the steps that run. */
    record Rest() implements Decision {}

    /** Wait for a person: no thread, no connection. */
    record Park() implements Decision {}

    /** Nothing more will happen. */
    record End() implements Decision {}

    /** One step on one node. */
    record Start(String node, String step, int attempt) {}
}
