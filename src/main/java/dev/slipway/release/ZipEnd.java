package dev.slipway.release;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Where a zip archive keeps its list of entries, as its last bytes say.
 *
 * @param entries how many there are
 * @param listAt where the list begins
 * @param listEnd where it ends
 */
record ZipEnd(long entries, long listAt, long listEnd) {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_BYTES = 20;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_BYTES = 56;
    private static final int MAX_COMMENT = 0xffff;

    static ZipEnd find(FileChannel file) throws IOException, ArtifactRefused {
        long size = file.size();
        int tailBytes = (int) Math.min(size, END_BYTES + MAX_COMMENT);
        ByteBuffer tail = bytes(file, size - tailBytes, tailBytes);
        for (int at = tailBytes - END_BYTES; at >= 0; at--) {
            boolean reachesTheEnd =
                    tail.getInt(at) == END && at + END_BYTES + (tail.getShort(at + 20) & 0xffff) == tailBytes;
            if (reachesTheEnd) {
                return read(file, tail, at, size - tailBytes + at);
            }
        }
        throw new ArtifactRefused(null, "is cut off, or has data behind its end: the zip archive's list is not found");
    }

    private static ZipEnd read(FileChannel file, ByteBuffer tail, int at, long endAt)
            throws IOException, ArtifactRefused {
        int entries = tail.getShort(at + 10) & 0xffff;
        long listBytes = tail.getInt(at + 12) & 0xffffffffL;
        long listAt = tail.getInt(at + 16) & 0xffffffffL;
        boolean large = entries == 0xffff || listBytes == 0xffffffffL || listAt == 0xffffffffL;
        ZipEnd end;
        if (large && endAt >= LOCATOR_64_BYTES + END_64_BYTES) {
            ByteBuffer locator = bytes(file, endAt - LOCATOR_64_BYTES, LOCATOR_64_BYTES);
            end = locator.getInt(0) == LOCATOR_64
                    ? read64(file, locator.getLong(8), endAt)
                    : new ZipEnd(entries, listAt, listAt + listBytes);
        } else {
            end = new ZipEnd(entries, listAt, listAt + listBytes);
        }
        if (end.listAt < 0 || end.listEnd < end.listAt || end.listEnd > endAt || end.entries < 0) {
            throw damaged();
        }
        return end;
    }

    private static ZipEnd read64(FileChannel file, long at, long endAt) throws IOException, ArtifactRefused {
        if (at < 0 || at > endAt - LOCATOR_64_BYTES - END_64_BYTES) {
            throw damaged();
        }
        ByteBuffer end = bytes(file, at, END_64_BYTES);
        if (end.getInt(0) != END_64) {
            throw damaged();
        }
        return new ZipEnd(end.getLong(32), end.getLong(48), end.getLong(48) + end.getLong(40));
    }

    static ByteBuffer bytes(FileChannel file, long at, int length) throws IOException, ArtifactRefused {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            int n = file.read(buffer, at + buffer.position());
            if (n < 0) {
                throw new ArtifactRefused(null, "is cut off");
            }
        }
        return buffer.flip();
    }

    private static ArtifactRefused damaged() {
        return new ArtifactRefused(null, "is damaged: the zip archive's list of entries is not where it should be");
    }
}
