package dev.slipway.release;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * One line of a zip archive's list of entries.
 *
 * @param rawName as in the archive
 * @param unixMode with the bits for the kind; 0 when the archive was not made on Unix
 */
record ZipEntryHeader(
        byte[] rawName,
        int flags,
        int method,
        long crc,
        long packedBytes,
        long bytes,
        long headerAt,
        int unixMode,
        long seconds) {
    static final int FIXED_BYTES = 46;
    private static final int SIGNATURE = 0x02014b50;
    private static final int UNIX = 3;
    private static final int DARWIN = 19;

    static boolean begins(ByteBuffer fixed) {
        return fixed.getInt(0) == SIGNATURE;
    }

    /** How many bytes of name, extra fields and comment follow the fixed part. */
    static int more(ByteBuffer fixed) {
        return unsigned(fixed, 28) + unsigned(fixed, 30) + unsigned(fixed, 32);
    }

    static ZipEntryHeader read(ByteBuffer fixed, byte[] more) throws ArtifactRefused {
        byte[] name = new byte[unsigned(fixed, 28)];
        System.arraycopy(more, 0, name, 0, name.length);
        ByteBuffer extra =
                ByteBuffer.wrap(more, name.length, unsigned(fixed, 30)).slice().order(ByteOrder.LITTLE_ENDIAN);
        int madeOn = fixed.get(5) & 0xff;
        var sizes = new Sizes(
                fixed.getInt(24) & 0xffffffffL, fixed.getInt(20) & 0xffffffffL, fixed.getInt(42) & 0xffffffffL);
        long seconds = dosTime(unsigned(fixed, 14), unsigned(fixed, 12));
        while (extra.remaining() >= 4) {
            int id = extra.getShort() & 0xffff;
            int length = extra.getShort() & 0xffff;
            if (length > extra.remaining()) {
                break; // some tools pad with rubbish, and others read over it
            }
            ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            extra.position(extra.position() + length);
            if (id == 1) {
                sizes = sizes.large(field);
            } else if (id == 0x5455 && length >= 5 && (field.get(0) & 1) != 0) {
                seconds = Math.max(0, field.getInt(1));
            }
        }
        return new ZipEntryHeader(
                name,
                unsigned(fixed, 8),
                unsigned(fixed, 10),
                fixed.getInt(16) & 0xffffffffL,
                sizes.packed,
                sizes.whole,
                sizes.at,
                madeOn == UNIX || madeOn == DARWIN ? fixed.getInt(38) >>> 16 : 0,
                seconds);
    }

    boolean encrypted() {
        return (flags & (1 | 1 << 6 | 1 << 13)) != 0;
    }

    private static int unsigned(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }

    private static long dosTime(int date, int time) {
        try {
            return LocalDateTime.of(
                            1980 + (date >> 9),
                            date >> 5 & 15,
                            date & 31,
                            time >> 11,
                            time >> 5 & 63,
                            Math.min(59, (time & 31) * 2))
                    .toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            return 0;
        }
    }

    private record Sizes(long whole, long packed, long at) {
        /** The extra field holds, in this order, only what did not fit into the fixed part. */
        Sizes large(ByteBuffer field) throws ArtifactRefused {
            long w = next(field, whole);
            long p = next(field, packed);
            long a = next(field, at);
            return new Sizes(w, p, a);
        }

        private static long next(ByteBuffer field, long small) throws ArtifactRefused {
            if (small != 0xffffffffL) {
                return small;
            }
            if (field.remaining() < 8) {
                throw new ArtifactRefused(null, "is damaged: an entry of the zip archive has no size");
            }
            return field.getLong();
        }
    }
}
