package dev.slipway.release;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a zip archive by its list of entries, one entry in memory at a time.
 *
 * <p>Our own because the libraries read the whole list first, which a million entries turn into a gigabyte, and because
 * they do not check the sums of what they hand out.
 */
final class ZipReader implements ArchiveReader {
    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int LOCAL_HEADER_BYTES = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int KIND_BITS = 0170000;
    private static final int MAX_TARGET_BYTES = 4096;

    private final FileChannel file;
    private final Meter meter;
    private final ZipEnd end;
    private final InputStream list;
    private final Inflater inflater = new Inflater(true);
    private long seen;
    private @Nullable String current;
    private @Nullable ZipEntryHeader header;
    private @Nullable InputStream body;
    private final CRC32 crc = new CRC32();
    private long bodyBytes;

    private ZipReader(FileChannel file, Meter meter, ZipEnd end) {
        this.file = file;
        this.meter = meter;
        this.end = end;
        this.list = new BufferedInputStream(new ChannelSlice(file, end.listAt(), end.listEnd()), 1 << 16);
    }

    static ZipReader open(Path archive, Meter meter) throws IOException, ArtifactRefused {
        FileChannel file = FileChannel.open(archive, StandardOpenOption.READ);
        try {
            return new ZipReader(file, meter, ZipEnd.find(file));
        } catch (IOException | ArtifactRefused | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public @Nullable Item next() throws ArtifactRefused {
        body = null;
        header = null;
        try {
            if (seen == end.entries()) {
                if (list.read() >= 0) {
                    throw new ArtifactRefused(null, "is damaged: the zip archive's list has more entries than it says");
                }
                return null;
            }
            seen++;
            ByteBuffer fixed =
                    ByteBuffer.wrap(exactly(ZipEntryHeader.FIXED_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
            if (!ZipEntryHeader.begins(fixed)) {
                throw new ArtifactRefused(current, "is followed by something that is no entry of a zip archive");
            }
            var entry = ZipEntryHeader.read(fixed, exactly(ZipEntryHeader.more(fixed)));
            String name = EntryName.decode(entry.rawName(), 0, entry.rawName().length);
            current = name;
            header = entry;
            return item(entry, name);
        } catch (IOException e) {
            throw ArchiveReader.damaged(current, e);
        }
    }

    @Override
    public int read(byte[] into) throws ArtifactRefused {
        InputStream from = body;
        ZipEntryHeader entry = header;
        if (from == null || entry == null) {
            return -1;
        }
        try {
            int n = from.read(into);
            if (n < 0) {
                body = null;
                if (bodyBytes != entry.bytes() || crc.getValue() != entry.crc()) {
                    throw new ArtifactRefused(current, "is damaged: its contents do not match their checksum");
                }
                return -1;
            }
            meter.read(n, current);
            crc.update(into, 0, n);
            bodyBytes += n;
            return n;
        } catch (IOException e) {
            throw ArchiveReader.damaged(current, e);
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        file.close();
    }

    private Item item(ZipEntryHeader entry, String name) throws IOException, ArtifactRefused {
        Kind kind = kind(entry, name);
        if (entry.encrypted()) {
            throw new ArtifactRefused(name, "is encrypted");
        }
        if (entry.method() != STORED && entry.method() != DEFLATED) {
            throw new ArtifactRefused(
                    name,
                    "is compressed by a method that is not supported (" + entry.method()
                            + "); use plain zip, tar.gz or tar.zst");
        }
        if (kind != Kind.FOLDER) {
            openBody(entry, name);
        }
        int mode = entry.unixMode() & 07777;
        if (entry.unixMode() == 0) {
            mode = kind == Kind.FOLDER ? 0755 : 0644;
        }
        return new Item(name, kind, mode, kind == Kind.LINK ? target(name) : null, entry.seconds());
    }

    private static Kind kind(ZipEntryHeader entry, String name) throws ArtifactRefused {
        return switch (entry.unixMode() & KIND_BITS) {
            case 0, 0100000 -> name.endsWith("/") ? Kind.FOLDER : Kind.FILE;
            case 0040000 -> Kind.FOLDER;
            case 0120000 -> Kind.LINK;
            case 0010000 -> throw new ArtifactRefused(name, "is a named pipe");
            case 0140000 -> throw new ArtifactRefused(name, "is a socket");
            default -> throw new ArtifactRefused(name, "is a device");
        };
    }

    private void openBody(ZipEntryHeader entry, String name) throws IOException, ArtifactRefused {
        ByteBuffer local = ZipEnd.bytes(file, entry.headerAt(), LOCAL_HEADER_BYTES);
        int nameBytes = local.getShort(26) & 0xffff;
        long from = entry.headerAt() + LOCAL_HEADER_BYTES + nameBytes + (local.getShort(28) & 0xffff);
        byte[] localName = ZipEnd.bytes(file, entry.headerAt() + LOCAL_HEADER_BYTES, nameBytes)
                .array();
        // Two entries that share their bytes, and names that readers disagree about, both end here.
        if (local.getInt(0) != LOCAL_HEADER || !Arrays.equals(localName, entry.rawName())) {
            throw new ArtifactRefused(name, "is damaged: the zip archive's list and the entry itself differ");
        }
        if (entry.packedBytes() < 0 || entry.packedBytes() > end.listAt() - from) {
            throw new ArtifactRefused(name, "is cut off: its contents reach beyond the archive");
        }
        InputStream raw = new ChannelSlice(file, from, from + entry.packedBytes());
        inflater.reset();
        body = entry.method() == STORED ? raw : new InflaterInputStream(raw, inflater, 1 << 16);
        crc.reset();
        bodyBytes = 0;
    }

    private String target(String name) throws ArtifactRefused {
        byte[] target = new byte[MAX_TARGET_BYTES];
        byte[] buffer = new byte[MAX_TARGET_BYTES];
        int length = 0;
        for (int n = read(buffer); n >= 0; n = read(buffer)) {
            if (length + n > target.length) {
                throw new ArtifactRefused(name, "is a link with a target that is too long");
            }
            System.arraycopy(buffer, 0, target, length, n);
            length += n;
        }
        return EntryName.decode(target, 0, length);
    }

    private byte[] exactly(int length) throws IOException, ArtifactRefused {
        byte[] bytes = list.readNBytes(length);
        if (bytes.length < length) {
            throw new ArtifactRefused(current, "is followed by a list of entries that is cut off");
        }
        return bytes;
    }

    /** Part of a file as a stream; several may read from one channel, each in its place. */
    private static final class ChannelSlice extends InputStream {
        private final FileChannel file;
        private final long end;
        private long at;

        ChannelSlice(FileChannel file, long from, long end) {
            this.file = file;
            this.at = from;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at >= end) {
                return -1;
            }
            int n = file.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, end - at)), at);
            at += Math.max(0, n);
            return n;
        }
    }
}
