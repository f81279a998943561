package dev.slipway.dashboard;

import dev.slipway.TestDatabase;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pages on sample data, without the engine. */
public class SampleProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(
                SampleHistory.class,
                SampleArchive.class,
                SamplePlans.class,
                SampleInventory.class,
                SampleActions.class,
                SampleChoices.class,
                SampleClock.class);
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TestDatabase.class));
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.http.test-port", "0");
    }
}
