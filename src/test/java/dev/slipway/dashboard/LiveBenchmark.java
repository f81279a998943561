package dev.slipway.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.OperatingSystemMXBean;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How much a thousand people cost who watch one deployment: {@code -Dtest=LiveBenchmark -Dslipway.bench=1000}. It
 * measures, and asserts nothing.
 *
 * <p>Method: plain sockets in this process, on one thread whose time is subtracted; a change every 200 ms whose moment
 * is written into its log line. One in twenty viewers reads nothing.
 */
@QuarkusTest
@TestProfile(SampleProfile.class)
@EnabledIfSystemProperty(named = "slipway.bench", matches = "\\d+")
class LiveBenchmark {
    private static final Logger LOG = Logger.getLogger(LiveBenchmark.class);
    private static final int CHANGES = 100;
    private static final byte[] MARK = "@at=".getBytes(US_ASCII);

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URI home;

    @Inject
    SampleHistory history;

    private long journal = 9_000;
    private volatile boolean over;
    private volatile long readerNanos;
    private volatile long received;
    private final List<Long> latencies = new ArrayList<>();

    @Test
    void measure() throws Exception {
        var viewers = Integer.getInteger("slipway.bench", 1000);
        var before = heap();
        var ready = new CountDownLatch(1);
        var reader = new Thread(() -> read(viewers, ready), "viewers");
        reader.start();
        ready.await();
        change(25); // what is slow only once is not what is measured
        synchronized (latencies) {
            latencies.clear();
        }
        var cpu = cpu();
        var mine = readerNanos;
        var bytes = received;
        var start = System.nanoTime();
        change(CHANGES);
        var wall = System.nanoTime() - start;
        var used = cpu() - cpu - (readerNanos - mine);
        var heap = heap() - before;
        over = true;
        reader.join();
        synchronized (latencies) {
            var sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
            LOG.infof(
                    "%d viewers, %d frames read, %.0f %% of one core, heap +%d MB, %d MB/s, p50 %d ms, p99 %d ms, most %d ms",
                    viewers,
                    sorted.length,
                    100.0 * used / wall,
                    heap / 1_000_000,
                    (received - bytes) * 1_000 / wall,
                    at(sorted, 0.50),
                    at(sorted, 0.99),
                    at(sorted, 1));
        }
    }

    private void change(int times) throws InterruptedException {
        for (var i = 0; i < times; i++) {
            history.put(Samples.at(++journal, 3 + i % 3), "web-05", "settle", "a line @at=" + System.nanoTime() + ";");
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private void read(int viewers, CountDownLatch ready) {
        var threads = ManagementFactory.getThreadMXBean();
        try (var selector = Selector.open()) {
            var open = connect(viewers, selector);
            ready.countDown();
            var buffer = ByteBuffer.allocateDirect(256 * 1024);
            while (!over) {
                selector.select(50);
                for (var key : selector.selectedKeys()) {
                    read((SocketChannel) key.channel(), buffer);
                }
                selector.selectedKeys().clear();
                readerNanos = threads.getCurrentThreadCpuTime();
            }
            for (var channel : open) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.error("The viewers broke off", e);
            ready.countDown();
        }
    }

    private List<SocketChannel> connect(int viewers, Selector selector) throws IOException {
        var open = new ArrayList<SocketChannel>();
        var request =
                "GET /deployments/412/live?after=8841&line=7 HTTP/1.1\r\nHost: " + home.getAuthority() + "\r\n\r\n";
        for (var i = 0; i < viewers; i++) {
            var channel = SocketChannel.open(new InetSocketAddress(home.getHost(), home.getPort()));
            channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
            channel.configureBlocking(false);
            if (i % 20 != 7) {
                channel.register(selector, SelectionKey.OP_READ);
            }
            open.add(channel);
        }
        return open;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    private void read(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (channel.read(buffer) <= 0) {
            return;
        }
        buffer.flip();
        received += buffer.remaining();
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        var now = System.nanoTime();
        for (var i = 0; i < bytes.length - MARK.length - 20; i++) {
            if (bytes[i] == '@' && Arrays.equals(bytes, i, i + MARK.length, MARK, 0, MARK.length)) {
                var value = 0L;
                for (var at = i + MARK.length; Character.isDigit(bytes[at]); at++) {
                    value = value * 10 + bytes[at] - '0';
                }
                synchronized (latencies) {
                    latencies.add(TimeUnit.NANOSECONDS.toMillis(now - value));
                }
            }
        }
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    @SuppressWarnings("DoNotCallSystemGc")
    private static long heap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
