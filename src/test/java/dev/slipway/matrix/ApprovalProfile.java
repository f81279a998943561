package dev.slipway.matrix;

import dev.slipway.access.ClosedProfile;
import java.util.HashMap;
import java.util.Map;

/** Nobody comes in without an account, and what waits for approval is looked at all the time. */
public final class ApprovalProfile extends ClosedProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        var settings = new HashMap<>(super.getConfigOverrides());
        settings.put("slipway.engine.approvals", "20ms");
        return settings;
    }
}
