package dev.slipway.node.sshj;

import dev.slipway.node.Delivery;
import dev.slipway.release.Manifest;
import dev.slipway.release.Release;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Releases for tests. */
public final class Packs {
    private final List<Manifest.Entry> entries = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar;

    /** An empty one. */
    public Packs() throws IOException {
        tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    /** A folder. */
    public Packs folder(String path) throws IOException {
        var entry = new TarArchiveEntry(path + "/");
        entry.setMode(0755);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
        entries.add(new Manifest.Entry(path, Manifest.Type.FOLDER, 0755, 0, null, null));
        return this;
    }

    /** A file. */
    public Packs file(String path, int mode, byte[] content) throws IOException {
        return file(path, mode, content, content);
    }

    /** A file whose bytes are not those that the manifest promises. */
    public Packs file(String path, int mode, byte[] promised, byte[] sent) throws IOException {
        var entry = new TarArchiveEntry(path);
        entry.setMode(mode);
        entry.setSize(sent.length);
        tar.putArchiveEntry(entry);
        tar.write(sent);
        tar.closeArchiveEntry();
        entries.add(new Manifest.Entry(
                path, Manifest.Type.FILE, mode, promised.length, HelperScript.sha256(promised), null));
        return this;
    }

    /** A link. */
    public Packs link(String path, String target) throws IOException {
        var entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
        entries.add(new Manifest.Entry(path, Manifest.Type.LINK, 0777, 0, null, target));
        return this;
    }

    /** An entry that is in the pack and not in the manifest. */
    public Packs stowaway(String path) throws IOException {
        file(path, 0644, bytes("boo"));
        entries.removeLast();
        return this;
    }

    /** All of it as a release of this version. */
    public Delivery delivery(String version, List<String> folders, List<String> files) throws IOException {
        tar.close();
        byte[] pack = bytes.toByteArray();
        var release = new Release(
                "shop",
                version,
                HelperScript.sha256(pack),
                pack.length,
                entries.size(),
                1,
                Release.Migrations.NONE,
                null,
                null,
                "me",
                Instant.EPOCH);
        return new Delivery(release, new Manifest(entries), () -> new ByteArrayInputStream(pack), folders, files);
    }

    /** A small application with an odd name in it. */
    public static Packs shop() throws IOException {
        return new Packs()
                .folder("bin")
                .file("bin/run", 0755, bytes("#!/bin/sh\necho hi\n"))
                .folder("storage")
                .file("storage/seed.txt", 0644, bytes("seed"))
                .file("odd ' name $(x) \\ ü.txt", 0664, bytes("odd"))
                .link("latest", "bin/run");
    }

    /** The text in UTF-8. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
