package dev.slipway.release.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;

/** Makes commits in a repository. */
public class GitCommits {
    private final Repository repository;
    private final DirCache tree = DirCache.newInCore();

    /** In a repository that somebody else closes. */
    public GitCommits(Repository repository) {
        this.repository = repository;
    }

    final Repository repository() {
        return repository;
    }

    /** Puts a file into the next commit. */
    public GitCommits file(String path, String content) throws IOException {
        return entry(path, FileMode.REGULAR_FILE, content);
    }

    GitCommits program(String path, String content) throws IOException {
        return entry(path, FileMode.EXECUTABLE_FILE, content);
    }

    GitCommits link(String path, String to) throws IOException {
        return entry(path, FileMode.SYMLINK, to);
    }

    GitCommits submodule(String path) {
        put(path, FileMode.GITLINK, ObjectId.fromString("1234567890123456789012345678901234567890"));
        return this;
    }

    private GitCommits entry(String path, FileMode mode, String content) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            put(path, mode, inserter.insert(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.UTF_8)));
            inserter.flush();
        }
        return this;
    }

    private void put(String path, FileMode mode, ObjectId id) {
        var entry = new DirCacheEntry(path);
        entry.setFileMode(mode);
        entry.setObjectId(id);
        DirCacheBuilder builder = tree.builder();
        for (int i = 0; i < tree.getEntryCount(); i++) {
            if (!tree.getEntry(i).getPathString().equals(path)) {
                builder.add(tree.getEntry(i));
            }
        }
        builder.add(entry);
        builder.finish();
    }

    /** Makes a commit and lets a ref point to it. */
    public String commit(String ref, String message) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var commit = new CommitBuilder();
            commit.setTreeId(tree.writeTree(inserter));
            commit.setAuthor(new PersonIdent(
                    "Ada Lovelace", "ada@example.com", Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            point(ref, id.getName());
            return id.getName();
        }
    }

    void point(String ref, String id) throws IOException {
        var update = repository.updateRef(ref);
        update.setNewObjectId(ObjectId.fromString(id));
        update.forceUpdate();
    }
}
