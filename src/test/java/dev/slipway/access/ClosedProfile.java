package dev.slipway.access;

import dev.slipway.TestDatabase;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** Slipway as it is delivered: nobody comes in without an account or a token. */
public class ClosedProfile implements QuarkusTestProfile {
    public static final String TOKEN = "bootstrap-token-of-the-tests-0123456789";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("slipway.access.open", "false", "slipway.bootstrap-token", TOKEN);
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TestDatabase.class));
    }
}
