package dev.slipway.real;

import dev.slipway.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Slipway processes of one test, for {@code @RegisterExtension}: all are ended after it, and when it failed, their
 * logs are printed.
 */
public final class Slipways implements BeforeEachCallback, AfterEachCallback {
    private static final int LAST_LINES = 150;
    private final List<SlipwayProcess> started = new ArrayList<>();
    private @Nullable Path folder;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("slipways");
    }

    /** A folder that lives as long as the test. */
    public Path folder() {
        if (folder == null) {
            throw new IllegalStateException("No test runs");
        }
        return folder;
    }

    /** What instances that work together have in common: a new database, the secret key, the artifacts. */
    public Map<String, String> together() {
        return together(TestDatabase.fresh());
    }

    /** Likewise, on this database. */
    public Map<String, String> together(Map<String, String> database) {
        var settings = new HashMap<>(database);
        settings.put("slipway.secret-key", Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("slipway.artifacts", folder().resolve("artifacts").toString());
        return settings;
    }

    /** Starts one and waits until it is ready. The same name again has the same home again. */
    public SlipwayProcess start(String name, Map<String, String> settings) throws IOException, InterruptedException {
        var process = launch(name, settings);
        process.awaitReady();
        return process;
    }

    /** Starts one and does not wait. */
    public SlipwayProcess launch(String name, Map<String, String> settings) throws IOException {
        var process = SlipwayProcess.launch(Files.createDirectories(folder().resolve(name)), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(process::close));
        started.add(process);
        return process;
    }

    @Override
    @SuppressWarnings("SystemOut")
    public void afterEach(ExtensionContext context) throws IOException {
        started.forEach(SlipwayProcess::close);
        if (context.getExecutionException().isPresent()) {
            for (var process : started) {
                var lines = process.log().lines().toList();
                System.out.println("--- log of " + process + "\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
            }
        }
        started.clear();
        try (var all = Files.walk(folder())) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
