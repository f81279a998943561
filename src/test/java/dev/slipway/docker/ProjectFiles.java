package dev.slipway.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the project, wherever the tests are started from. */
final class ProjectFiles {
    private ProjectFiles() {}

    static Path file(String path) {
        return Path.of(System.getProperty("slipway.project", "")).resolve(path).toAbsolutePath();
    }

    static String text(String path) throws IOException {
        return Files.readString(file(path));
    }
}
