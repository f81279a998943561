package dev.slipway.release.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The files of a commit as a tar that depends on nothing but the commit: in the order of the tree, with the commit's
 * time, mode 644 or 755, nobody's. Attributes such as {@code export-ignore} or line ends are not applied.
 */
final class GitArchive {
    private static final byte[] POINTER =
            "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);
    private static final int LARGEST_POINTER = 1024;
    private static final int LONGEST_LINK = 4096;
    private static final int PLAIN = 0100644;
    private static final int PROGRAM = 0100755;
    private static final int LINK = 0120777;

    private final TarArchiveOutputStream tar;
    private final long time;
    private long left;

    private GitArchive(TarArchiveOutputStream tar, RevCommit commit, long limit) {
        this.tar = tar;
        this.time = commit.getCommitTime() * 1000L;
        this.left = limit;
    }

    /** Writes all files of the commit, at most so many bytes of them. */
    static void write(Repository repository, RevCommit commit, OutputStream out, long limit)
            throws SourceFailed, IOException {
        try (var tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
                var walk = new TreeWalk(repository)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            var archive = new GitArchive(tar, commit, limit);
            while (walk.next()) {
                archive.add(walk);
            }
            tar.finish();
        }
    }

    private void add(TreeWalk walk) throws SourceFailed, IOException {
        String path = walk.getPathString();
        FileMode mode = walk.getFileMode(0);
        if (mode == FileMode.GITLINK) {
            throw refused(path, "is a submodule, which is not fetched", "Build the artifact in CI and upload it");
        }
        ObjectLoader blob = walk.getObjectReader().open(walk.getObjectId(0));
        left -= blob.getSize();
        if (left < 0) {
            throw refused(path, "is beyond the limit of slipway.release.max-unpacked-bytes", "Take a smaller tree");
        }
        if (mode == FileMode.SYMLINK) {
            link(path, blob);
        } else {
            file(path, mode == FileMode.EXECUTABLE_FILE ? PROGRAM : PLAIN, blob);
        }
    }

    private void file(String path, int mode, ObjectLoader blob) throws SourceFailed, IOException {
        if (isPointer(blob)) {
            throw refused(
                    path,
                    "is a Git LFS pointer, and the file itself is elsewhere",
                    "Build the artifact in CI and upload it");
        }
        var entry = entry(new TarArchiveEntry(path), mode);
        entry.setSize(blob.getSize());
        tar.putArchiveEntry(entry);
        blob.copyTo(tar);
        tar.closeArchiveEntry();
    }

    private void link(String path, ObjectLoader blob) throws SourceFailed, IOException {
        if (blob.getSize() > LONGEST_LINK) {
            throw refused(path, "is a link with too long a target", "Mend it");
        }
        var entry = entry(new TarArchiveEntry(path, TarConstants.LF_SYMLINK), LINK);
        entry.setLinkName(new String(blob.getCachedBytes(LONGEST_LINK), StandardCharsets.UTF_8));
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private TarArchiveEntry entry(TarArchiveEntry entry, int mode) {
        entry.setMode(mode);
        entry.setModTime(time);
        entry.setIds(0, 0);
        entry.setNames("", ""); // else the name of whoever runs Slipway
        return entry;
    }

    private static boolean isPointer(ObjectLoader blob) throws IOException {
        if (blob.getSize() > LARGEST_POINTER || blob.getSize() < POINTER.length) {
            return false;
        }
        byte[] bytes = blob.getCachedBytes(LARGEST_POINTER);
        return Arrays.equals(bytes, 0, POINTER.length, POINTER, 0, POINTER.length);
    }

    private static SourceFailed refused(String path, String answered, String next) {
        return new SourceFailed("Packing \"" + path.replaceAll("\\p{Cntrl}", "?") + "\"", "it " + answered, next);
    }
}
