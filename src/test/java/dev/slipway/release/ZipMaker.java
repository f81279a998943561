package dev.slipway.release;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Makes zip archives, the hostile ones too. */
final class ZipMaker {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

    ZipMaker encoding(String encoding) {
        zip.setEncoding(encoding);
        zip.setUseLanguageEncodingFlag(false);
        return this;
    }

    ZipMaker file(String name, String contents) throws IOException {
        return entry(name, contents, 0100644);
    }

    ZipMaker link(String name, String target) throws IOException {
        return entry(name, target, UnixStat.LINK_FLAG | 0777);
    }

    ZipMaker entry(String name, String contents, int unixMode) throws IOException {
        var entry = new ZipArchiveEntry(name);
        if (unixMode != 0) {
            entry.setUnixMode(unixMode);
        }
        zip.putArchiveEntry(entry);
        if (!name.endsWith("/")) {
            zip.write(contents.getBytes(StandardCharsets.UTF_8));
        }
        zip.closeArchiveEntry();
        return this;
    }

    byte[] zip() throws IOException {
        zip.close();
        return bytes.toByteArray();
    }
}
