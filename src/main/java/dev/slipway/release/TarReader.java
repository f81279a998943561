package dev.slipway.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads tar in the flavours that build tools write: POSIX with its extended headers, GNU with its long names, and the
 * old one.
 *
 * <p>Our own because it must be stricter than the library: names that are not UTF-8, data behind the end and a missing
 * end are refused here, and read over there.
 */
final class TarReader implements ArchiveReader {
    private static final int MAX_HEADER_DATA = 1 << 20;

    private final InputStream in;
    private final Meter meter;
    private @Nullable String current;
    private long left;
    private int padding;

    TarReader(InputStream in, Meter meter) {
        this.in = in;
        this.meter = meter;
    }

    @Override
    public @Nullable Item next() throws ArtifactRefused {
        skip(left + padding);
        left = 0;
        padding = 0;
        byte[] longName = null;
        byte[] longTarget = null;
        Map<String, byte[]> extended = Map.of();
        while (true) {
            TarHeader header = header();
            if (header == null) {
                return null;
            }
            switch (header.type()) {
                case 'L' -> longName = upToZero(data(header));
                case 'K' -> longTarget = upToZero(data(header));
                case 'x', 'X' -> extended = records(data(header));
                case 'g' -> checkGlobal(records(data(header)));
                default -> {
                    return item(header, extended, longName, longTarget);
                }
            }
        }
    }

    @Override
    public int read(byte[] into) throws ArtifactRefused {
        if (left == 0) {
            return -1;
        }
        int n = some(into, (int) Math.min(into.length, left));
        left -= n;
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private Item item(
            TarHeader header, Map<String, byte[]> extended, byte @Nullable [] longName, byte @Nullable [] longTarget)
            throws ArtifactRefused {
        byte[] name = first(extended.get("path"), longName, header.name());
        byte[] target = first(extended.get("linkpath"), longTarget, header.target());
        current = EntryName.decode(name, 0, name.length);
        if (extended.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."))) {
            throw new ArtifactRefused(current, "is stored as a sparse file; pack it without --sparse");
        }
        byte[] extendedSize = extended.get("size");
        long size = extendedSize == null ? header.size() : decimal(extendedSize);
        if (size < 0 || header.mode() < 0) {
            throw new ArtifactRefused(current, "cannot be read: its header is damaged");
        }
        byte[] extendedTime = extended.get("mtime");
        long seconds = Math.max(0, extendedTime == null ? header.seconds() : decimal(extendedTime));
        Kind kind = kind(header.type(), current);
        if (kind == Kind.FILE || kind == Kind.FOLDER) {
            left = size;
            padding = (int) (-size & (TarHeader.BLOCK - 1));
        }
        boolean link = kind == Kind.LINK || kind == Kind.HARD_LINK;
        return new Item(
                current,
                kind,
                header.mode() & 07777,
                link ? EntryName.decode(target, 0, target.length) : null,
                seconds);
    }

    private static Kind kind(char type, String name) throws ArtifactRefused {
        return switch (type) {
            case '0', '\0', '7' -> name.endsWith("/") ? Kind.FOLDER : Kind.FILE;
            case '1' -> Kind.HARD_LINK;
            case '2' -> Kind.LINK;
            case '5' -> Kind.FOLDER;
            case '3', '4' -> throw new ArtifactRefused(name, "is a device");
            case '6' -> throw new ArtifactRefused(name, "is a named pipe");
            case 'S' -> throw new ArtifactRefused(name, "is stored as a sparse file; pack it without --sparse");
            default ->
                throw new ArtifactRefused(
                        name, "is of a kind that is not known (" + ArtifactRefused.printable("" + type) + ")");
        };
    }

    /** The next header, or null at a sound end. */
    private @Nullable TarHeader header() throws ArtifactRefused {
        byte[] block = new byte[TarHeader.BLOCK];
        int got = 0;
        while (got < block.length) {
            int n = someOrEnd(block, got, block.length - got);
            if (n < 0) {
                throw new ArtifactRefused(null, "is cut off: the archive has no end mark");
            }
            got += n;
        }
        var header = new TarHeader(block);
        if (header.zero()) {
            expectOnlyZeros();
            return null;
        }
        if (!header.sound()) {
            throw new ArtifactRefused(
                    current,
                    current == null ? "is not a tar archive" : "is followed by something that is not a tar header");
        }
        return header;
    }

    private void expectOnlyZeros() throws ArtifactRefused {
        byte[] buffer = new byte[1 << 16];
        int n = someOrEnd(buffer, 0, buffer.length);
        while (n >= 0) {
            for (int i = 0; i < n; i++) {
                if (buffer[i] != 0) {
                    throw new ArtifactRefused(null, "has data behind the end of the archive");
                }
            }
            n = someOrEnd(buffer, 0, buffer.length);
        }
    }

    private byte[] data(TarHeader header) throws ArtifactRefused {
        long size = header.size();
        if (size < 0 || size > MAX_HEADER_DATA) {
            throw new ArtifactRefused(current, "is followed by an extended header that is too long");
        }
        byte[] data = new byte[(int) size];
        int got = 0;
        while (got < data.length) {
            int n = someOrEnd(data, got, data.length - got);
            if (n < 0) {
                throw new ArtifactRefused(current, "is followed by a header that is cut off");
            }
            got += n;
        }
        skip(-size & (TarHeader.BLOCK - 1));
        return data;
    }

    /** Records of the form {@code 21 path=a/long/name\n}, the length counting itself. */
    private Map<String, byte[]> records(byte[] data) throws ArtifactRefused {
        var records = new HashMap<String, byte[]>();
        int at = 0;
        while (at < data.length && data[at] != 0) {
            int space = indexOf(data, ' ', at);
            long length = space < 0 ? -1 : decimal(Arrays.copyOfRange(data, at, space));
            if (length < space - at + 2 || length > data.length - at || data[at + (int) length - 1] != '\n') {
                throw new ArtifactRefused(current, "is followed by an extended header that is damaged");
            }
            int end = at + (int) length - 1;
            int equals = indexOf(data, '=', space + 1);
            if (equals < 0 || equals > end) {
                throw new ArtifactRefused(current, "is followed by an extended header that is damaged");
            }
            String key = new String(data, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            records.put(key, Arrays.copyOfRange(data, equals + 1, end));
            at = end + 1;
        }
        return records;
    }

    /** Git writes the commit here; what would change every entry is nothing that a build tool writes. */
    private static void checkGlobal(Map<String, byte[]> records) throws ArtifactRefused {
        for (String key : records.keySet()) {
            if (key.equals("path") || key.equals("linkpath") || key.equals("size") || key.startsWith("GNU.sparse.")) {
                throw new ArtifactRefused(null, "has a global header that sets \"" + key + "\"");
            }
        }
    }

    private void skip(long bytes) throws ArtifactRefused {
        byte[] buffer = new byte[8192];
        long rest = bytes;
        while (rest > 0) {
            rest -= some(buffer, (int) Math.min(buffer.length, rest));
        }
    }

    private int some(byte[] into, int atMost) throws ArtifactRefused {
        int n = someOrEnd(into, 0, atMost);
        if (n < 0) {
            throw new ArtifactRefused(current, "is cut off: the archive ends inside it");
        }
        return n;
    }

    private int someOrEnd(byte[] into, int from, int atMost) throws ArtifactRefused {
        try {
            int n = in.read(into, from, atMost);
            meter.read(Math.max(0, n), current);
            return n;
        } catch (IOException e) {
            throw ArchiveReader.damaged(current, e);
        }
    }

    /** The whole part of a decimal number; -1 when it is none. */
    private static long decimal(byte[] text) {
        String digits = new String(text, StandardCharsets.ISO_8859_1);
        int dot = digits.indexOf('.');
        String whole = dot < 0 ? digits : digits.substring(0, dot);
        return whole.matches("[0-9]{1,17}") ? Long.parseLong(whole) : -1;
    }

    private static byte[] first(byte @Nullable [] best, byte @Nullable [] second, byte[] last) {
        if (best != null) {
            return best;
        }
        return second != null ? second : last;
    }

    private static byte[] upToZero(byte[] data) {
        int end = indexOf(data, '\0', 0);
        return end < 0 ? data : Arrays.copyOf(data, end);
    }

    private static int indexOf(byte[] data, char wanted, int from) {
        for (int i = from; i < data.length; i++) {
            if (data[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
