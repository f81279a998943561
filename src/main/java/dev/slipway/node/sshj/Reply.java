package dev.slipway.node.sshj;

import dev.slipway.node.NodeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the helper said between its first and its last line; bytes, for a log may hold anything. */
record Reply(byte[] body) {
    private static final int MOST = 8 << 20;

    /** Reads to the end line, or to the end. A process that lives on cannot hold the reader up. */
    static byte[] read(InputStream in, @Nullable String nonce) throws IOException {
        byte[] end = nonce == null ? new byte[0] : ("END " + nonce + "\n").getBytes(StandardCharsets.US_ASCII);
        var all = new Tail();
        byte[] piece = new byte[32 << 10];
        for (int got = in.read(piece); got >= 0; got = in.read(piece)) {
            all.write(piece, 0, got);
            if ((end.length > 0 && all.endsWith(end)) || all.size() > MOST) {
                break;
            }
        }
        return all.toByteArray();
    }

    /** Noise before the first line is skipped; a missing end line is no answer. */
    static Reply parse(byte[] bytes, String nonce, String tried, Problems problems) throws NodeException {
        byte[] first = ("SLW1 " + nonce + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] last = ("END " + nonce + "\n").getBytes(StandardCharsets.US_ASCII);
        int from = indexOf(bytes, first);
        int to = bytes.length - last.length;
        if (from < 0 || to < from + first.length || !Arrays.equals(bytes, to, bytes.length, last, 0, last.length)) {
            String heard = printable(new String(bytes, StandardCharsets.UTF_8), 120);
            throw problems.noAnswer(tried, heard.isEmpty() ? "the answer did not come" : "the answer is cut: " + heard);
        }
        var reply = new Reply(Arrays.copyOfRange(bytes, from + first.length, to));
        if (reply.body.length > 4
                && reply.body[0] == 'E'
                && reply.body[1] == 'R'
                && reply.body[2] == 'R'
                && reply.body[3] == ' ') {
            throw problems.said(tried, printable(reply.text().strip().substring(4), 500));
        }
        return reply;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The value of the first {@code name=} at the start of a line or after a space; empty when there is none. */
    String value(String name) {
        for (String word : text().split("[ \n]", -1)) {
            if (word.startsWith(name + "=")) {
                return word.substring(name.length() + 1);
            }
        }
        return "";
    }

    long number(String name, long otherwise) {
        try {
            return Long.parseLong(value(name));
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    /** The values of all lines {@code name=…}. */
    List<String> values(String name) {
        return text().lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    static String printable(String text, int most) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return clean.length() <= most ? clean : clean.substring(0, most) + "…";
    }

    private static int indexOf(byte[] in, byte[] what) {
        for (int at = 0; at <= in.length - what.length; at++) {
            if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    /** A growing buffer whose last bytes can be compared without a copy. */
    private static final class Tail extends ByteArrayOutputStream {
        synchronized boolean endsWith(byte[] end) {
            return count >= end.length && Arrays.equals(buf, count - end.length, count, end, 0, end.length);
        }
    }
}
