package dev.slipway.balancer.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A socket that Slipway's own server reaches. */
record NearLine(Endpoint endpoint, Duration deadline) implements Line {
    @Override
    public String exchange(String text) throws IOException, InterruptedException {
        var address = endpoint.address();
        try (var channel = open(address);
                var timer = Cutoff.after(deadline, channel)) {
            try {
                channel.connect(address);
                write(channel, text);
                return read(channel);
            } catch (ClosedByInterruptException e) {
                Thread.interrupted();
                throw (InterruptedException) new InterruptedException().initCause(e);
            } catch (IOException e) {
                throw timer.struck() ? new IOException("no answer within " + deadline.toSeconds() + " s", e) : e;
            }
        }
    }

    private static SocketChannel open(SocketAddress address) throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String read(SocketChannel channel) throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(16 * 1024);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (all.size() > MOST_BYTES) {
                throw new TooLong();
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
