package dev.slipway.outside;

import java.io.IOException;
import java.io.InputStream;
import org.jboss.logging.Logger;

/** The bytes of an answer, as many as are allowed, until its time is up. */
final class Body extends InputStream {
    private static final Logger LOG = Logger.getLogger(Body.class);
    private final InputStream in;
    private final Target from;
    private final long limit;
    private final Exchange exchange;
    private long taken;

    Body(InputStream in, Target from, long limit, Exchange exchange) {
        this.in = in;
        this.from = from;
        this.limit = limit;
        this.exchange = exchange;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n;
        try {
            n = in.read(bytes, offset, length);
        } catch (IOException e) {
            throw cutOff(Outside.printable(e));
        }
        if (exchange.late()) {
            throw cutOff("it took too long");
        }
        if (n > 0) {
            taken += n;
            if (taken > limit) {
                throw new TooLarge(limit);
            }
        }
        return n;
    }

    private CutOff cutOff(String why) {
        LOG.infof(
                "The answer of %s broke off after %d bytes: %s",
                from.origin(), taken, exchange.late() ? "it took too long" : why);
        return new CutOff("The answer broke off after " + taken + " bytes");
    }

    /** Lets the connection go at once; what was not read is not read. */
    @Override
    public void close() {
        exchange.close();
    }
}
