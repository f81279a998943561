package dev.slipway.fleet;

import dev.slipway.fleet.Strategy.OnFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code strategy}, and its two fields that may also stand at the top. */
final class StrategyFields {
    private static final List<String> FIELDS = List.of(
            "wave",
            "minInService",
            "drainTimeout",
            "settle",
            "onFailure",
            "maxFailures",
            "capacityTimeout",
            "allowInterruption",
            "fence");
    private static final Map<String, OnFailure> ON_FAILURE =
            Map.of("rollback", OnFailure.ROLLBACK, "hold", OnFailure.HOLD, "continue", OnFailure.CONTINUE);
    private static final int MANY = 10_000;

    private StrategyFields() {}

    static Strategy read(Mapping document) {
        Optional<Mapping> strategy = document.mapping("strategy");
        strategy.ifPresent(fields -> {
            fields.only(FIELDS);
            for (String both : List.of("capacityTimeout", "allowInterruption")) {
                if (fields.has(both) && document.has(both)) {
                    fields.mistake(both, "stands here and at the top of the document: once is enough");
                }
            }
        });
        return new Strategy(
                strategy.flatMap(s -> s.number("wave", 1, MANY)).orElse(1),
                strategy.flatMap(s -> s.number("minInService", 0, MANY)).orElse(null),
                strategy.flatMap(s -> s.duration("drainTimeout", Duration.ZERO)).orElse(Duration.ofSeconds(30)),
                strategy.flatMap(s -> s.duration("settle", Duration.ZERO)).orElse(Duration.ZERO),
                strategy.flatMap(s -> s.choice("onFailure", ON_FAILURE)).orElse(OnFailure.ROLLBACK),
                strategy.flatMap(s -> s.number("maxFailures", 0, MANY)).orElse(0),
                strategy.flatMap(s -> s.duration("capacityTimeout", Duration.ZERO))
                        .or(() -> document.duration("capacityTimeout", Duration.ZERO))
                        .orElse(Duration.ofMinutes(10)),
                strategy.flatMap(s -> s.flag("allowInterruption"))
                        .or(() -> document.flag("allowInterruption"))
                        .orElse(false),
                strategy.flatMap(s -> s.flag("fence")).orElse(true));
    }
}
