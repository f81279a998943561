package dev.slipway.real;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What the JVM learned from one start of the packaged program (JEP 514), so that the many starts of these tests take
 * about two thirds of their time. Made once for each build, by whichever of the tests' JVMs comes first.
 */
final class StartCache {
    private static final Duration TO_WRITE = Duration.ofSeconds(60);

    private StartCache() {}

    /** The option for the command line of this program; a JVM that cannot use what it names starts as without. */
    static synchronized String option(Path program) throws IOException {
        var build = Files.getLastModifiedTime(program).toMillis();
        var cache = program.resolve("../../start-" + build + ".aot")
                .toAbsolutePath()
                .normalize();
        try (var lock = FileChannel.open(
                        cache.resolveSibling("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            if (!Files.exists(cache)) {
                make(cache);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "-XX:AOTCache=" + cache;
    }

    private static void make(Path cache) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("start-cache");
        var made = folder.resolve("cache");
        try (var process = SlipwayProcess.launch(folder, Map.of(), List.of("-XX:AOTCacheOutput=" + made))) {
            process.awaitReady();
            process.terminate(TO_WRITE);
            Files.move(made, cache);
        } finally {
            try (var all = Files.walk(folder)) {
                for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
