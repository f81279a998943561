package dev.slipway.real;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The git of this machine, which serves repositories behind a {@link RealSshd}. */
public final class RealGit {
    private static final List<String> PLACES = List.of("/usr/bin", "/usr/local/bin", "/bin");

    private RealGit() {}

    /** Without it the test is skipped, or fails where real programs are required. */
    public static void mustBeThere() {
        if (PLACES.stream().anyMatch(place -> Files.isExecutable(Path.of(place, "git-upload-pack")))) {
            return;
        }
        String message = "git is not installed (Debian: git)";
        if ("required".equals(System.getProperty("slipway.real"))) {
            fail(message);
        }
        abort(message);
    }
}
