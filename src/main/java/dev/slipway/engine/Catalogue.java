package dev.slipway.engine;

import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Planner;
import dev.slipway.history.Journal.JournalUnavailable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks up what a deployment is made from. */
public interface Catalogue {
    /** Plans with the fleet, pipeline and release as they are stored now. */
    Planner.Planned plan(Kind kind, String fleetName, String version, Map<String, NodeRecord> known);

    /** The release that is live: of the newest deployment that succeeded; null before the first. */
    @Nullable String live(String fleet) throws JournalUnavailable;
}
