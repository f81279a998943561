package dev.slipway.outside;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A body that goes on where it stopped. When the connection breaks, the rest is asked for ({@code Range}, and
 * {@code If-Range} with the first answer's strong {@code ETag}); a server that cannot do that sends all of it again, of
 * which what came before is read over and must be the same. So its reader gets the bytes of one file, or an exception.
 */
public final class Download extends InputStream {
    private static final Logger LOG = Logger.getLogger(Download.class);
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");

    private final Tries tries;
    private final Tries.Asks asks;
    private final MessageDigest seen = sha256();
    private @Nullable Answer answer;
    private @Nullable String tag;
    private long length = -1;
    private long position;
    /** What comes now and came before: it is not handed out again. */
    private long behind;

    private @Nullable MessageDigest again;

    private Download(Tries tries, Tries.Asks asks) {
        this.tries = tries;
        this.asks = asks;
    }

    /**
     * Asks, and returns once the body begins.
     *
     * @throws Answered if the answer is another than the file
     * @throws NotReached if there is no answer
     */
    public static Download open(Tries tries, Tries.Asks asks) throws IOException {
        var download = new Download(tries, asks);
        download.answer = download.begun();
        return download;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        while (true) {
            try {
                int n = some(bytes, offset, count);
                if (n > 0) {
                    seen.update(bytes, offset, n);
                    position += n;
                    tries.cameOn();
                }
                return n;
            } catch (CutOff e) {
                close();
                tries.failed(e, Duration.ZERO);
                LOG.infof("Asking for the rest, from byte %d on", position);
            }
        }
    }

    private int some(byte[] bytes, int offset, int count) throws IOException {
        if (answer == null) {
            answer = begun();
        }
        InputStream body = answer.body();
        byte[] over = new byte[behind > 0 ? 1 << 16 : 0];
        while (behind > 0) {
            int n = body.read(over, 0, (int) Math.min(over.length, behind));
            if (n < 0) {
                throw changed();
            }
            behind -= n;
            readOver(over, n);
        }
        int n = body.read(bytes, offset, count);
        if (n < 0 && position < length) {
            throw new CutOff("The answer ended after " + position + " of " + length + " bytes");
        }
        return n;
    }

    private void readOver(byte[] bytes, int n) throws IOException {
        if (again == null) {
            again = sha256();
        }
        again.update(bytes, 0, n);
        if (behind == 0 && !MessageDigest.isEqual(again.digest(), sofar())) {
            throw changed();
        }
    }

    private Answer begun() throws IOException {
        Answer now = tries.send(limits -> {
            Ask ask = asks.next(limits);
            return position == 0 || tag == null
                    ? ask
                    : ask.with("Range", "bytes=" + position + "-").with("If-Range", tag);
        });
        boolean taken = false;
        try {
            taken = accept(now);
        } finally {
            if (!taken) {
                now.close();
            }
        }
        return now;
    }

    private boolean accept(Answer now) throws IOException {
        if (now.status() == 206 && position > 0) {
            if (!continues(now)) {
                throw changed();
            }
            behind = 0;
            return true;
        }
        if (now.status() != 200) {
            throw Tries.answered(now);
        }
        long says = now.number("Content-Length").orElse(-1L);
        if (position == 0) {
            tag = now.header("ETag").filter(found -> found.startsWith("\"")).orElse(null);
            length = says;
        } else if (says != length) {
            throw changed();
        }
        behind = position;
        again = null;
        return true;
    }

    private boolean continues(Answer now) {
        Optional<String> range = now.header("Content-Range");
        Matcher parts = RANGE.matcher(range.orElse(""));
        boolean fits = parts.matches()
                && Long.parseLong(parts.group(1)) == position
                && (length < 0 || parts.group(2).equals("*") || Long.parseLong(parts.group(2)) == length);
        return fits && now.header("ETag").map(found -> found.equals(tag)).orElse(true);
    }

    private static IOException changed() {
        return new IOException("The file became another one while it was fetched");
    }

    private byte[] sofar() {
        try {
            return ((MessageDigest) seen.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (answer != null) {
            answer.close();
            answer = null;
        }
    }
}
