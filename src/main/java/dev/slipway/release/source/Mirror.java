package dev.slipway.release.source;

import dev.slipway.outside.NotReached;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TrackingRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A bare copy of a repository's branches and tags. It can be thrown away at any time: the next fetch makes it anew. */
final class Mirror implements Closeable {
    private static final Logger LOG = Logger.getLogger(Mirror.class);
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final List<RefSpec> ALL =
            List.of(new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*"));

    private static final Set<RefUpdate.Result> DONE = Set.of(
            RefUpdate.Result.NEW, RefUpdate.Result.FORCED, RefUpdate.Result.FAST_FORWARD, RefUpdate.Result.NO_CHANGE);

    private final Repository repository;

    private Mirror(Repository repository) {
        this.repository = repository;
    }

    /** A name for the folder that gives nothing away and cannot be chosen. */
    static String folderOf(Remote remote) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((remote.shown() + " " + remote.uri().toPrivateString()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest) + ".git";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The copy, brought up to date. One that a crash has left unusable is made anew, once. */
    static Mirror fetched(Path folder, Remote remote) throws SourceFailed, IOException {
        if (Files.exists(folder)) {
            try {
                return brought(folder, remote);
            } catch (TransportException e) {
                if (isTheirs(e)) {
                    throw refused(remote, e);
                }
                LOG.infof("The copy of %s is made anew: %s", remote.shown(), printable(e));
            } catch (IOException e) {
                LOG.infof("The copy of %s is made anew: %s", remote.shown(), printable(e));
            }
            remove(folder);
        }
        boolean made = false;
        try {
            Mirror mirror = brought(folder, remote);
            made = true;
            return mirror;
        } catch (TransportException e) {
            throw refused(remote, e);
        } finally {
            if (!made) {
                remove(folder);
            }
        }
    }

    private static Mirror brought(Path folder, Remote remote) throws IOException {
        Files.createDirectories(folder);
        Repository repository = opened(folder);
        boolean fetched = false;
        try {
            fetch(repository, remote);
            fetched = true;
            return new Mirror(repository);
        } finally {
            if (!fetched) {
                repository.close();
            }
        }
    }

    private static Repository opened(Path folder) throws IOException {
        try {
            var repository = new FileRepository(folder.toFile());
            if (!repository.getObjectDatabase().exists()) {
                repository.create(true);
            }
            return repository;
        } catch (IllegalArgumentException e) {
            throw new IOException("The copy's settings cannot be read", e);
        }
    }

    private static void fetch(Repository repository, Remote remote) throws IOException {
        try (Transport transport = Transport.open(repository, remote.uri())) {
            remote.lead(transport);
            transport.setTagOpt(TagOpt.NO_TAGS); // all are in the list
            transport.setRemoveDeletedRefs(true);
            var fetched = transport.fetch(NullProgressMonitor.INSTANCE, ALL);
            for (TrackingRefUpdate update : fetched.getTrackingRefUpdates()) {
                // JGit does not raise these, and an old commit would be taken for the branch's.
                if (!DONE.contains(update.getResult())) {
                    throw new IOException(update.getLocalName() + " could not be moved: " + update.getResult());
                }
            }
        }
    }

    /** Whether the other side said no, or nothing: then a new copy would not help. */
    private static boolean isTheirs(TransportException e) {
        return e instanceof NoRemoteRepositoryException
                || e.getCause() == null
                || Remote.cause(e, NotReached.class) != null
                || Remote.cause(e, GitSsh.Refused.class) != null;
    }

    private static SourceFailed refused(Remote remote, TransportException e) {
        LOG.infof("Fetching %s: %s", remote.shown(), printable(e));
        return remote.refused(e);
    }

    /** The server's words are in it. */
    private static String printable(IOException e) {
        return e.toString().replaceAll("\\p{Cntrl}", "?");
    }

    /** The commit that a branch, a tag or an id means. An id must belong to a branch or tag: forks share ids. */
    RevCommit commit(String written) throws SourceFailed, IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            if (COMMIT.matcher(written).matches()) {
                return known(walk, written);
            }
            Ref branch = named(Constants.R_HEADS, written);
            Ref tag = named(Constants.R_TAGS, written);
            if (branch != null && tag != null) {
                throw wrong(written, "it is both a branch and a tag", "Write refs/heads/… or refs/tags/…");
            }
            Ref found = branch == null ? tag : branch;
            if (found == null) {
                throw wrong(written, "there is no such branch or tag", "Name one, or a whole commit id");
            }
            return walk.parseCommit(found.getObjectId());
        }
    }

    private RevCommit known(RevWalk walk, String id) throws SourceFailed, IOException {
        try {
            RevCommit commit = walk.parseCommit(ObjectId.fromString(id));
            if (walk.isMergedIntoAny(commit, repository.getRefDatabase().getRefs())) {
                return commit;
            }
        } catch (MissingObjectException _) {
            // Said below.
        }
        throw wrong(id, "no branch or tag of the repository has it", "Push it first, or name another");
    }

    private @Nullable Ref named(String where, String written) throws IOException {
        if (written.startsWith("refs/")) {
            return written.startsWith(where) ? repository.exactRef(written) : null;
        }
        return repository.exactRef(where + written);
    }

    private static SourceFailed wrong(String ref, String answered, String next) {
        return new SourceFailed("Looking for " + ref.replaceAll("\\p{Cntrl}", "?"), answered, next);
    }

    Repository repository() {
        return repository;
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
