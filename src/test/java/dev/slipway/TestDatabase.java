package dev.slipway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/**
 * A new, empty database and home for a {@code @QuarkusTest}: {@code @WithTestResource(TestDatabase.class)}. One
 * PostgreSQL serves the whole JVM and ends with it; each start of the application gets its own database there.
 */
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {
    // Quarkus loads this class anew for each application, so what is shared lies in system properties.
    private static final String SERVER = "slipway.test.server";
    private static final String COUNT = "slipway.test.databases";

    @Override
    public Map<String, String> start() {
        try {
            var settings = new HashMap<>(fresh());
            settings.put(
                    "slipway.home", Files.createTempDirectory("slipway-home").toString());
            return settings;
        } catch (IOException e) {
            throw new IllegalStateException("no home for this test", e);
        }
    }

    /** The settings of a new, empty database. */
    public static Map<String, String> fresh() {
        synchronized (System.getProperties()) {
            try {
                int number = Integer.getInteger(COUNT, 0) + 1;
                System.setProperty(COUNT, Integer.toString(number));
                String name = "test" + number;
                TestServer server = TestServer.shared(SERVER);
                server.makeDatabase(name);
                return Map.of(
                        "quarkus.datasource.jdbc.url", server.url(name),
                        "quarkus.datasource.username", EmbeddedDatabase.USER,
                        "quarkus.datasource.password", server.password());
            } catch (Exception e) {
                throw new IllegalStateException("no database for this test", e);
            }
        }
    }

    @Override
    public void stop() {
        // The server ends with the JVM; starting one for each test class would cost seconds.
    }
}
