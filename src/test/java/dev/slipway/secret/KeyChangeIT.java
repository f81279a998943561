package dev.slipway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.Slipways;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: the key that seals all secrets can be changed for another, after which the one before opens nothing any more.
 *
 * <p>Method: one installation that stores an SSH key and environment files, started with one key, then with a new and
 * that one, then with the new one alone; what is stored is opened by hand.
 */
class KeyChangeIT {
    private static final Duration A_WHILE = Duration.ofSeconds(90);
    private static final byte[] NEW = "another key, of thirty-two bytes".getBytes(StandardCharsets.US_ASCII);

    private static final String FLEET = """
            fleet: shop
            application: shop
            environment: test
            pipeline: generic
            deployPath: /srv/shop
            ssh: {user: deploy, key: web}
            nodes: [{name: web-1, host: 127.0.0.1}]
            """;

    @RegisterExtension
    final Slipways slipways = new Slipways();

    @Test
    void secrets_are_sealed_anew_and_the_old_key_is_of_no_use_any_more() throws Exception {
        var first = slipways.together();
        var oldKey = Base64.getDecoder().decode(first.get("slipway.secret-key"));
        var before = slipways.start("first", first);
        assertThat(before.api().post("/api/v1/keys/web", Map.of()).statusCode()).isEqualTo(201);
        before.api().putFleet("shop", FLEET);
        before.api().putEnvironment("shop", "A=first\n");
        before.api().putEnvironment("shop", "A=second\n");
        before.terminate(A_WHILE);
        var text = opened(oldKey, sealed(first));

        var changing = with(first, NEW, first.get("slipway.secret-key"));
        var during = slipways.start("first", changing);
        assertThat(during.log()).contains("Sealed 3 secrets with the new slipway.secret-key");
        during.terminate(A_WHILE);

        assertThat(opened(NEW, sealed(first))).isEqualTo(text);
        assertThat(new Envelope(NEW, new SecureRandom()).open(environment(first), "environment:shop/2"))
                .contains("A=second");
        assertThat(slipways.launch("first", first).awaitEnd(A_WHILE)).isEqualTo(1);
        assertThat(slipways.start("first", with(first, NEW, null)).api().ready())
                .isTrue();
    }

    private static Map<String, String> with(Map<String, String> settings, byte[] key, @Nullable String old) {
        var changed = new HashMap<>(settings);
        changed.put("slipway.secret-key", Base64.getEncoder().encodeToString(key));
        if (old != null) {
            changed.put("slipway.secret-key-old", old);
        }
        return changed;
    }

    private static String opened(byte[] key, String sealed) throws Exception {
        return new Envelope(key, new SecureRandom()).open(sealed, "ssh_key:web");
    }

    private static String environment(Map<String, String> settings) throws SQLException {
        return stored(settings, "select sealed from environment where fleet = 'shop' and number = 2");
    }

    private static String sealed(Map<String, String> settings) throws SQLException {
        return stored(settings, "select sealed from ssh_key where name = 'web'");
    }

    private static String stored(Map<String, String> settings, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        settings.get("quarkus.datasource.jdbc.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"));
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
