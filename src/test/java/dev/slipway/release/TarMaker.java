package dev.slipway.release;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Makes tar archives, the hostile ones too. */
final class TarMaker {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar;

    TarMaker() {
        this("UTF-8");
    }

    TarMaker(String encoding) {
        tar = new TarArchiveOutputStream(bytes, encoding);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    TarMaker withPaxNames() {
        tar.setAddPaxHeadersForNonAsciiNames(true);
        return this;
    }

    TarMaker withGnuNames() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        return this;
    }

    TarMaker file(String name, String contents) throws IOException {
        return file(name, contents, 0100644);
    }

    TarMaker file(String name, String contents, int mode) throws IOException {
        byte[] content = contents.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        entry.setMode(mode);
        entry.setModTime(1_700_000_000_000L);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
        return this;
    }

    TarMaker folder(String name, int mode) throws IOException {
        return special(name + "/", TarConstants.LF_DIR, "", mode);
    }

    TarMaker link(String name, String target) throws IOException {
        return special(name, TarConstants.LF_SYMLINK, target, 0777);
    }

    TarMaker hardLink(String name, String target) throws IOException {
        return special(name, TarConstants.LF_LINK, target, 0644);
    }

    TarMaker special(String name, byte type, String target, int mode) throws IOException {
        var entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        entry.setMode(mode);
        entry.setModTime(1_700_000_000_000L);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
        return this;
    }

    byte[] tar() throws IOException {
        tar.close();
        return bytes.toByteArray();
    }

    byte[] tarGz() throws IOException {
        return gzip(tar());
    }

    byte[] tarZst() throws IOException {
        byte[] plain = tar();
        var out = new ByteArrayOutputStream();
        try (var zstd = new ZstdOutputStream(out)) {
            zstd.write(plain);
        }
        return out.toByteArray();
    }

    static byte[] gzip(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
