package dev.slipway.real;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.slipway.release.source.GitCommits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.FileRepository;

/** A repository on disk, served by the git of this machine behind a {@link RealSshd}. */
public final class RealGit implements AutoCloseable {
    private static final List<String> PLACES = List.of("/usr/bin", "/usr/local/bin", "/bin");

    private final RealSshd sshd;
    private final FileRepository repository;
    private final GitCommits commits;

    private RealGit(RealSshd sshd, FileRepository repository) {
        this.sshd = sshd;
        this.repository = repository;
        this.commits = new GitCommits(repository);
    }

    /** Starts it in this folder, which must exist; the repository is empty. */
    public static RealGit start(Path folder) throws IOException, InterruptedException {
        mustBeThere();
        var sshd = RealSshd.start(Files.createDirectory(folder.resolve("sshd")));
        var repository = new FileRepository(folder.resolve("shop.git").toFile());
        repository.create(true);
        return new RealGit(sshd, repository);
    }

    private static void mustBeThere() {
        if (PLACES.stream().anyMatch(place -> Files.isExecutable(Path.of(place, "git-upload-pack")))) {
            return;
        }
        String message = "git is not installed (Debian: git)";
        if ("required".equals(System.getProperty("slipway.real"))) {
            fail(message);
        }
        abort(message);
    }

    /** The server that it is behind. */
    public RealSshd sshd() {
        return sshd;
    }

    /** What is in the repository. */
    public GitCommits commits() {
        return commits;
    }

    /** Where the repository is. */
    public String url() {
        return "ssh://" + sshd.user() + "@127.0.0.1:" + sshd.port() + repository.getDirectory();
    }

    @Override
    public void close() {
        sshd.close();
        repository.close();
    }
}
