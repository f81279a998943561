package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.SlipwayProcess;
import dev.slipway.real.Slipways;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: with another key than the one that the database's secrets were sealed with, or with other artifacts, Slipway
 * does not start, says so in one line, and overwrites nothing.
 *
 * <p>Method: one start that makes the installation, then starts that differ from it in one thing.
 */
class Row50KeyMissingOrWrongIT {
    private static final Duration A_WHILE = Duration.ofSeconds(90);

    @RegisterExtension
    final Slipways slipways = new Slipways();

    @Test
    void another_installation_does_not_start_on_this_database() throws Exception {
        var settings = slipways.together();
        slipways.start("first", settings).terminate(A_WHILE);
        var before = stored(settings);

        var other = Base64.getEncoder()
                .encodeToString("another key, of thirty-two bytes".getBytes(StandardCharsets.US_ASCII));
        assertRefused(
                slipways.launch("wrong", with(settings, "slipway.secret-key", other)),
                "the secret key is not the one that the database's secrets were sealed with");

        var without = new HashMap<>(settings);
        without.remove("slipway.secret-key");
        var missing = slipways.launch("missing", without);
        assertRefused(missing, "the database holds secrets, and their key is not here");
        assertThat(missing.home().resolve("secret-key")).doesNotExist();

        Files.createDirectories(slipways.folder().resolve("damaged/home"));
        Files.writeString(slipways.folder().resolve("damaged/home/secret-key"), "half a k");
        assertRefused(slipways.launch("damaged", without), "is not 32 bytes in Base64");

        assertRefused(
                slipways.launch(
                        "elsewhere",
                        with(settings, "slipway.artifacts", slipways.folder().resolve("mine") + "")),
                "is not the one that this database's releases are in");

        assertThat(stored(settings)).isEqualTo(before);
        assertThat(slipways.start("first", settings).api().ready()).isTrue();
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        var changed = new HashMap<>(settings);
        changed.put(name, value);
        return changed;
    }

    private static void assertRefused(SlipwayProcess process, String line) throws Exception {
        assertThat(process.awaitEnd(A_WHILE)).isEqualTo(1);
        var said = process.log();
        assertThat(said.lines().filter(l -> l.contains(line))).hasSize(1);
        assertThat(said).contains("Slipway does not start: ").doesNotContain("\tat ", "Exception");
    }

    private static String stored(Map<String, String> settings) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        settings.get("quarkus.datasource.jdbc.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"));
                var statement = connection.createStatement();
                var row = statement.executeQuery("select sealed, name from secret_check, artifact_probe")) {
            row.next();
            return row.getString(1) + row.getString(2);
        }
    }
}
