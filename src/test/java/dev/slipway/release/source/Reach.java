package dev.slipway.release.source;

import dev.slipway.node.sshj.SshjGit;
import dev.slipway.outside.AllowList;
import dev.slipway.outside.Credentials;
import dev.slipway.outside.Limits;
import dev.slipway.outside.Outside;
import dev.slipway.release.ReleaseConfig;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The loopback as these tests reach it; pauses are noted, not waited for. */
final class Reach implements AutoCloseable {
    final List<Duration> pauses = new ArrayList<>();
    private final Outside outside;
    private final Path folder;

    Reach(Path folder, String... allow) {
        this(folder, Map.of(), allow);
    }

    Reach(Path folder, Map<String, String> credentials, String... allow) {
        this.folder = folder;
        this.outside = new Outside(
                AllowList.of(List.of(allow)),
                Credentials.of(credentials),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }

    Web web() {
        return web(64 << 20);
    }

    private Web web(long most) {
        return new Web(outside, new Limits(Duration.ofMinutes(1), most, 3), pauses::add);
    }

    Git git() {
        return git(name -> {
            throw new SourceFailed("Reading the SSH key", "there is no SSH key " + name, "Store it");
        });
    }

    Git git(GitKeys keys) {
        return git(keys, 64 << 20);
    }

    /** At most so many bytes come from a server. */
    Git git(GitKeys keys, long most) {
        return new Git(new Remotes(web(most), new SshjGit(), keys), new Folders(folder), new Sizes());
    }

    @Override
    public void close() {
        outside.close();
    }

    private record Folders(Path folder) implements FetchConfig {
        @Override
        public int atOnce() {
            return 4;
        }

        @Override
        public Duration timeout() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Path repositories() {
            return folder.resolve("git");
        }

        @Override
        public Path temporary() {
            return folder.resolve("uploads");
        }
    }

    private record Sizes() implements ReleaseConfig {
        @Override
        public Path folder() {
            throw new IllegalStateException();
        }

        @Override
        public MemorySize maxBytes() {
            return new MemorySize(BigInteger.valueOf(64 << 20));
        }

        @Override
        public int maxEntries() {
            return 1000;
        }

        @Override
        public MemorySize maxUnpackedBytes() {
            return new MemorySize(BigInteger.valueOf(1 << 20));
        }
    }
}
