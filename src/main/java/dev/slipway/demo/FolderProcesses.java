package dev.slipway.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ends what a demo server leaves running: detached, so only its working folder tells whose it is. */
final class FolderProcesses {
    private static final Duration TO_END = Duration.ofSeconds(3);
    private static final int ROUNDS = 3;

    private FolderProcesses() {}

    /** Asks politely, then kills; again for what was started meanwhile. */
    static void end(Path folder) {
        for (var round = 0; round < ROUNDS; round++) {
            var found = below(folder);
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroy);
            long until = System.nanoTime() + TO_END.toNanos();
            for (var process : found) {
                endOne(process, until - System.nanoTime());
            }
        }
    }

    private static void endOne(ProcessHandle process, long nanos) {
        try {
            process.onExit().get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException _) {
            process.destroyForcibly();
        }
    }

    /** Processes that work in the folder or below it. */
    static List<ProcessHandle> below(Path folder) {
        var found = new ArrayList<ProcessHandle>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            Path real = folder.toRealPath();
            for (Path process : processes) {
                if (worksBelow(process, real)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException _) {
            return byPidFile(folder); // no /proc here
        }
        return found;
    }

    private static boolean worksBelow(Path process, Path folder) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder);
        } catch (IOException _) {
            return false; // gone, or somebody else's
        }
    }

    private static List<ProcessHandle> byPidFile(Path folder) {
        try {
            var pid = Files.readString(
                    folder.resolve(NodeFolder.DEPLOY_PATH).resolve("shared").resolve("site.pid"));
            return ProcessHandle.of(Long.parseLong(pid.strip())).stream().toList();
        } catch (IOException | NumberFormatException _) {
            return List.of();
        }
    }
}
