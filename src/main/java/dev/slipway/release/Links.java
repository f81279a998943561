package dev.slipway.release;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Follows every link through all other links, as the node's kernel will, and refuses those that leave the tree.
 *
 * <p>Looking at each link's text alone is not enough: a chain of links, each harmless by itself, can end outside.
 */
final class Links {
    /** The kernel gives up here, too. */
    private static final int MAX_LINKS_FOLLOWED = 40;

    private static final long MAX_STEPS = 20_000_000;

    private final ReleaseTree tree;
    private long steps;

    Links(ReleaseTree tree) {
        this.tree = tree;
    }

    void check(List<Manifest.Entry> entries) throws ArtifactRefused {
        for (Manifest.Entry entry : entries) {
            if (entry.type() == Manifest.Type.LINK) {
                follow(entry);
            }
        }
    }

    private void follow(Manifest.Entry link) throws ArtifactRefused {
        var at = new StringBuilder(parent(link.path()));
        Deque<String> ahead = new ArrayDeque<>();
        push(ahead, link);
        int followed = 1;
        while (!ahead.isEmpty()) {
            String part = ahead.pop();
            if (++steps > MAX_STEPS) {
                throw new ArtifactRefused(link.path(), "is one of too many links that lead through each other");
            }
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                if (at.isEmpty()) {
                    throw new ArtifactRefused(link.path(), "is a link that leaves the release");
                }
                at.setLength(Math.max(0, at.lastIndexOf("/")));
                continue;
            }
            int before = at.length();
            at.append(before == 0 ? "" : "/").append(part);
            Manifest.Entry there = tree.find(at.toString());
            if (there != null && there.type() == Manifest.Type.LINK) {
                if (++followed > MAX_LINKS_FOLLOWED) {
                    throw new ArtifactRefused(
                            link.path(), "is a link that leads in a loop, or over more than 40 other links");
                }
                at.setLength(before);
                push(ahead, there);
            }
        }
    }

    private static void push(Deque<String> ahead, Manifest.Entry link) {
        String target = link.target();
        if (target != null) {
            List<String> parts = List.of(target.split("/", -1));
            parts.reversed().forEach(ahead::push);
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
