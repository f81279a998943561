package dev.slipway.trigger;

import dev.slipway.TestDatabase;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** Releases may be fetched from this machine. */
public class LoopbackProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("slipway.net.allow", "127.0.0.1", "slipway.fetch.timeout", "8s");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TestDatabase.class));
    }
}
