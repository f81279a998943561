package dev.slipway.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The entries of an archive as they gather, each checked against all before it. */
final class ReleaseTree {
    private final ArtifactLimits limits;
    private final Map<String, Manifest.Entry> byFoldedPath = new HashMap<>();
    private final Set<String> implied = new HashSet<>();
    private final Map<String, List<String>> copies = new LinkedHashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private long nameCharacters;

    ReleaseTree(ArtifactLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes an entry.
     *
     * @throws ArtifactRefused if there is one of that name already, a file where a folder must be, or a link above it
     */
    void add(Manifest.Entry entry) throws ArtifactRefused {
        String path = entry.path();
        addFoldersAbove(path, path);
        String key = EntryName.folded(path);
        Manifest.Entry other = byFoldedPath.get(key);
        if (other != null) {
            boolean namesImplied = other.path().equals(path) && implied.remove(path);
            if (!namesImplied) {
                throw clash(path, other);
            }
            if (entry.type() != Manifest.Type.FOLDER) {
                throw new ArtifactRefused(
                        path,
                        entry.type() == Manifest.Type.LINK
                                ? "is a link with entries below it"
                                : "is a file and a folder");
            }
        } else {
            count(path);
        }
        byFoldedPath.put(key, entry);
    }

    /**
     * Takes a hard link, as a copy of the file it leads to.
     *
     * @return the copy's entry
     */
    Manifest.Entry addCopy(String path, String of) throws ArtifactRefused {
        Manifest.Entry original = find(of);
        if (original == null || original.type() == Manifest.Type.FOLDER) {
            throw new ArtifactRefused(
                    path, "is a hard link to \"" + ArtifactRefused.printable(of) + "\", which is no file before it");
        }
        var copy = new Manifest.Entry(
                path, original.type(), original.mode(), original.size(), original.sha256(), original.target());
        add(copy);
        if (copy.type() == Manifest.Type.FILE) {
            String origin = origins.getOrDefault(of, of);
            origins.put(path, origin);
            copies.computeIfAbsent(origin, _ -> new ArrayList<>()).add(path);
        }
        return copy;
    }

    /** The entry of exactly this path. */
    Manifest.@Nullable Entry find(String path) {
        Manifest.Entry entry = byFoldedPath.get(EntryName.folded(path));
        return entry != null && entry.path().equals(path) ? entry : null;
    }

    /** Paths that get the same bytes as the file of this path. */
    List<String> copiesOf(String path) {
        return copies.getOrDefault(path, List.of());
    }

    /**
     * Everything together.
     *
     * @throws ArtifactRefused if a link leaves the tree, or there is nothing in it
     */
    Manifest manifest() throws ArtifactRefused {
        List<Manifest.Entry> entries = new ArrayList<>(byFoldedPath.values());
        entries.sort(Comparator.comparing(Manifest.Entry::path));
        if (entries.stream().noneMatch(entry -> entry.type() == Manifest.Type.FILE)) {
            throw new ArtifactRefused(null, "has no file in it");
        }
        new Links(this).check(entries);
        return new Manifest(entries);
    }

    private void addFoldersAbove(String path, String culprit) throws ArtifactRefused {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return;
        }
        String folder = path.substring(0, slash);
        String key = EntryName.folded(folder);
        Manifest.Entry there = byFoldedPath.get(key);
        if (there == null) {
            addFoldersAbove(folder, culprit);
            count(folder);
            byFoldedPath.put(key, new Manifest.Entry(folder, Manifest.Type.FOLDER, 0755, 0, null, null));
            implied.add(folder);
        } else if (!there.path().equals(folder)) {
            throw clash(culprit, there);
        } else {
            switch (there.type()) {
                case FOLDER -> {}
                case LINK -> throw new ArtifactRefused(culprit, "lies below \"" + folder + "\", which is a link");
                case FILE -> throw new ArtifactRefused(culprit, "lies below \"" + folder + "\", which is a file");
            }
        }
    }

    private void count(String path) throws ArtifactRefused {
        nameCharacters += path.length();
        if (byFoldedPath.size() >= limits.maxEntries()) {
            throw new ArtifactRefused(path, "is above the limit of " + limits.maxEntries() + " entries");
        }
        if (nameCharacters > ArtifactLimits.NAME_CHARACTERS) {
            throw new ArtifactRefused(path, "brings the length of all names together above the limit");
        }
    }

    private static ArtifactRefused clash(String path, Manifest.Entry other) {
        return other.path().equals(path)
                ? new ArtifactRefused(path, "is in the archive twice")
                : new ArtifactRefused(
                        path, "differs from \"" + other.path() + "\" only in case or in composed characters");
    }
}
