package dev.slipway;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Brings PostgreSQL's programs from the class path into a folder of Slipway's own. */
final class PostgresBinaries {
    private static final int EXECUTABLE = 0100;
    private static final int DIGITS = 12;

    private PostgresBinaries() {}

    /** Returns the folder that has {@code bin}; unpacks once for each version and is safe against a kill half-way. */
    static Path unpack(Path below) throws IOException, StartRefused {
        byte[] archive = archive();
        Path folder = below.resolve(digest(archive));
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Path half = below.resolve("unpacking");
        Folders.remove(half);
        Files.createDirectories(half);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new XZInputStream(new BufferedInputStream(new ByteArrayInputStream(archive))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, half);
            }
        }
        Files.move(half, folder);
        return folder;
    }

    private static void unpack(TarArchiveEntry entry, InputStream bytes, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(bytes, target);
            if ((entry.getMode() & EXECUTABLE) != 0) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(target);
                permissions.add(PosixFilePermission.OWNER_EXECUTE);
                Files.setPosixFilePermissions(target, permissions);
            }
        }
    }

    private static byte[] archive() throws IOException, StartRefused {
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String name =
                switch (machine) {
                    case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
                    case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
                    default -> "";
                };
        try (InputStream in = PostgresBinaries.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null || name.isEmpty() || !System.getProperty("os.name").equals("Linux")) {
                throw new StartRefused("there is no embedded PostgreSQL for " + System.getProperty("os.name") + " on "
                        + machine + ". Set quarkus.datasource.jdbc.url to a PostgreSQL of your own.");
            }
            return in.readAllBytes();
        }
    }

    private static String digest(byte[] archive) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
