package dev.slipway;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;

/** For tests that change what others rely on: what all share with each other is none of their business. */
public final class OwnDatabaseProfile implements QuarkusTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TestDatabase.class));
    }
}
