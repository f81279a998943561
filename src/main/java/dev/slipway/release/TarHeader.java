package dev.slipway.release;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One 512-byte header of a tar archive. */
final class TarHeader {
    static final int BLOCK = 512;

    private final byte[] block;

    TarHeader(byte[] block) {
        this.block = block;
    }

    boolean zero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Tells a tar header from anything else, also for the oldest archives that have no magic word. */
    boolean sound() {
        long signed = 0;
        long unsigned = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            signed += b;
            unsigned += b & 0xff;
        }
        long written = number(148, 8);
        return !zero() && (written == unsigned || written == signed);
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    byte[] name() {
        byte[] name = text(0, 100);
        // GNU's own format keeps times where POSIX keeps the first part of the name.
        boolean posix = new String(block, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
        byte[] prefix = posix ? text(345, 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] whole = new byte[prefix.length + 1 + name.length];
        System.arraycopy(prefix, 0, whole, 0, prefix.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    byte[] target() {
        return text(157, 100);
    }

    /** Negative when it is no number. */
    int mode() {
        return (int) number(100, 8);
    }

    /** Negative when it is no number. */
    long size() {
        return number(124, 12);
    }

    /** Negative when it is no number, or before 1970. */
    long seconds() {
        return number(136, 12);
    }

    private byte[] text(int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        byte[] text = new byte[end - from];
        System.arraycopy(block, from, text, 0, text.length);
        return text;
    }

    private long number(int from, int length) {
        if ((block[from] & 0x80) != 0) {
            return binary(from, length);
        }
        String text = new String(block, from, length, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        if (text.isEmpty()) {
            return 0;
        }
        Long value = octal(text);
        return value == null ? -1 : value;
    }

    private static @Nullable Long octal(String text) {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '7') {
                return null;
            }
            value = value * 8 + (c - '0');
        }
        return value;
    }

    /** GNU and star write numbers that are too long for octal digits in base 256. */
    private long binary(int from, int length) {
        long value = block[from] & 0x7f;
        for (int i = from + 1; i < from + length; i++) {
            if (value >= 1L << 54) {
                return -1;
            }
            value = value << 8 | (block[i] & 0xff);
        }
        return value;
    }
}
