package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.real.RealFleet;
import dev.slipway.real.SlipwayProcess;
import dev.slipway.real.Slipways;
import dev.slipway.real.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Real instances on one PostgreSQL, a real fleet that serves visitors, and a deployment that stands in the middle of
 * its migration until {@link #letMigrationEnd}.
 */
final class TwoInstances implements AutoCloseable {
    static final String FLEET = "shop-production";
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Pattern NAME = Pattern.compile("This instance is ([0-9a-f]+)");
    private static final String MIGRATE = """
            cd "$SLIPWAY_SHARED_PATH/../.."
            echo begun >>migrations
            while [ ! -e go ]; do sleep 0.05; done
            echo migrated
            """;

    private final RealFleet fleet;
    private final List<SlipwayProcess> instances = new ArrayList<>();
    private final Map<String, String> database;
    private final Map<String, String> settings;
    private @Nullable Traffic traffic;
    private long number;

    /** Starts this many, with 1.0 live and 1.1 on its way. */
    TwoInstances(Slipways slipways, int count) throws IOException, InterruptedException {
        this(slipways, count, TestDatabase.fresh());
    }

    /** Likewise, on this database. */
    TwoInstances(Slipways slipways, int count, Map<String, String> database) throws IOException, InterruptedException {
        this.database = database;
        settings = slipways.together(database);
        fleet = new RealFleet(Files.createDirectory(slipways.folder().resolve("fleet")), 2);
        try {
            begin(slipways, count);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void begin(Slipways slipways, int count) throws IOException, InterruptedException {
        for (var i = 1; i <= count; i++) {
            instances.add(slipways.start("slipway-" + i, settings));
        }
        var first = instances.getFirst().api();
        first.putFleet(FLEET, fleet.document(FLEET, "strategy: {capacityTimeout: 20s}"));
        first.upload("shop", "1.0", RealFleet.release("1.0", 200, "exit 0"));
        first.upload("shop", "1.1", RealFleet.release("1.1", 200, MIGRATE));
        assertThat(first.awaitEnd(first.deploy(FLEET, "1.0"), LONG)
                        .get("status")
                        .asText())
                .isEqualTo("succeeded");
        var visitors = new Traffic(fleet.port());
        traffic = visitors;
        Awaitility.await().until(() -> visitors.served() > 20);
        number = first.deploy(FLEET, "1.1");
        Awaitility.await().atMost(LONG).until(() -> migrations() == 1);
    }

    long number() {
        return number;
    }

    Map<String, String> settings() {
        return settings;
    }

    RealFleet fleet() {
        return fleet;
    }

    /** The instance that works on the deployment now. */
    SlipwayProcess owner() throws IOException, SQLException {
        var name = owners().getLast();
        for (var instance : instances) {
            var own = NAME.matcher(instance.log());
            if (own.find() && own.group(1).equals(name)) {
                return instance;
            }
        }
        throw new AssertionError("No instance is " + name);
    }

    /** The one that does not. */
    SlipwayProcess other() throws IOException, SQLException {
        var owner = owner();
        return instances.stream().filter(i -> i != owner).findFirst().orElseThrow();
    }

    /** Who owned the deployment, in their order. */
    List<String> owners() throws SQLException {
        return words("""
                select event->>'instance' from journal where deployment = ? and event->>'is' = 'owned' order by number""");
    }

    /** The number of its newest journal entry. */
    long newestEntry() throws SQLException {
        return Long.parseLong(words("select max(number)::text from journal where deployment = ?")
                .getFirst());
    }

    /** Does something to the database, with the deployment's number as its parameter. */
    void execute(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, number);
            statement.execute();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                database.get("quarkus.datasource.jdbc.url"),
                database.get("quarkus.datasource.username"),
                database.get("quarkus.datasource.password"));
    }

    private List<String> words(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, number);
            var words = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    words.add(rows.getString(1));
                }
            }
            return words;
        }
    }

    void letMigrationEnd() throws IOException {
        for (var server : fleet.servers()) {
            Files.writeString(server.home().resolve("go"), "");
        }
    }

    /** How often the migration began, on any node. */
    long migrations() throws IOException {
        var begun = 0L;
        for (var server : fleet.servers()) {
            Path file = server.home().resolve("migrations");
            begun += Files.exists(file) ? Files.readAllLines(file).size() : 0;
        }
        return begun;
    }

    /** The end that it has without any fault: everything new, in service, one migration, no request lost. */
    void assertEndedAsIfNothingHappened(SlipwayProcess asked) throws IOException {
        var end = asked.api().awaitEnd(number, LONG);
        assertThat(end.get("status").asText()).as(end.toString()).isEqualTo("succeeded");
        assertThat(end.get("nodes")).allSatisfy(node -> {
            assertThat(node.get("runningRelease").asText()).isEqualTo("1.1");
            assertThat(node.get("rotation").asText()).isEqualTo("in");
        });
        assertThat(fleet.current(0)).isEqualTo("1.1");
        assertThat(fleet.current(1)).isEqualTo("1.1");
        assertThat(migrations()).isEqualTo(1);
        assertThat(Objects.requireNonNull(traffic).failures()).isEmpty();
        for (var server : fleet.servers()) {
            Awaitility.await("nothing left running")
                    .until(() -> server.leftovers().isEmpty());
        }
    }

    @Override
    public void close() throws IOException {
        if (traffic != null) {
            traffic.close();
        }
        fleet.close();
    }
}
