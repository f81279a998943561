package dev.slipway.balancer.dns;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A real name server on loopback, over UDP and TCP, with the zone {@code example.com}; {@link #close} kills it. The key
 * {@code slipway} may change the addresses of {@code shop.example.com}, the key {@code idle} nothing.
 */
final class RealDns implements AutoCloseable {
    static final String NAME = "shop.example.com";
    static final String SECRET = "c2xpcHdheS10ZXN0LWtleS1vZi0zMi1ieXRlcy1sb25nIQ==";

    /** In seconds, of the name's addresses. */
    static final int TTL = 1;

    private static final String ZONE = """
            $TTL 300
            @ SOA ns.example.com. host.example.com. 7 3600 60 86400 60
            @ NS ns
            ns A 127.0.0.1
            shop %1$d A 127.0.0.2
            shop %1$d A 127.0.0.3
            shop %1$d AAAA 2001:db8::2
            www CNAME shop
            """.formatted(TTL);

    private final Path folder;
    private final Process process;
    private final int port;

    private RealDns(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** Skips the test where the program is missing, or fails it with {@code -Dslipway.real=required}. */
    private static void mustBeThere(String program) {
        var there = Files.isExecutable(Path.of(program));
        if ("required".equals(System.getProperty("slipway.real"))) {
            assertTrue(there, program + " is missing");
        }
        assumeTrue(there, program + " is missing");
    }

    /** BIND, as the primary. */
    static RealDns bind() throws IOException, InterruptedException {
        return bind(folder(), LoopbackPorts.free(), """
                type primary;
                file "zone";
                update-policy { grant slipway name shop.example.com. A AAAA; };""");
    }

    /** BIND, as a secondary that asks the primary each second, and is told nothing. */
    static RealDns secondaryOf(RealDns primary) throws IOException, InterruptedException {
        return bind(folder(), LoopbackPorts.free(), """
                type secondary;
                file "copy";
                primaries { 127.0.0.1 port %d; };
                allow-notify { none; };
                min-refresh-time 1; max-refresh-time 1;""".formatted(primary.port));
    }

    private static RealDns bind(Path folder, int port, String zone) throws IOException, InterruptedException {
        mustBeThere("/usr/sbin/named");
        Files.writeString(folder.resolve("zone"), ZONE);
        Files.writeString(folder.resolve("conf"), """
                options {
                  directory "%1$s"; pid-file "%1$s/pid"; session-keyfile "%1$s/session"; lock-file none;
                  listen-on port %2$d { 127.0.0.1; };
                  listen-on-v6 { none; };
                  recursion no; notify no; dnssec-validation no; empty-zones-enable no;
                  allow-transfer { 127.0.0.1; };
                };
                controls { };
                key slipway { algorithm hmac-sha256; secret "%3$s"; };
                key idle { algorithm hmac-sha256; secret "%3$s"; };
                zone "example.com" { %4$s };
                """.formatted(folder, port, SECRET, zone));
        return started(folder, port, "/usr/sbin/named", "-g", "-4", "-n", "1", "-c", folder + "/conf");
    }

    /** Knot DNS, as the primary. */
    static RealDns knot() throws IOException, InterruptedException {
        mustBeThere("/usr/sbin/knotd");
        var folder = folder();
        var port = LoopbackPorts.free();
        Files.writeString(folder.resolve("zone"), ZONE);
        Files.writeString(folder.resolve("conf"), """
                server:
                  rundir: "%1$s"
                  listen: 127.0.0.1@%2$d
                  udp-workers: 1
                  tcp-workers: 1
                  background-workers: 1
                log:
                  - target: stderr
                    any: info
                database:
                  storage: "%1$s"
                  journal-db-max-size: 16M
                  kasp-db-max-size: 16M
                  timer-db-max-size: 2M
                key:
                  - id: slipway
                    algorithm: hmac-sha256
                    secret: %3$s
                  - id: idle
                    algorithm: hmac-sha256
                    secret: %3$s
                acl:
                  - id: shop
                    key: slipway
                    action: update
                    update-type: [A, AAAA]
                    update-owner: name
                    update-owner-match: equal
                    update-owner-name: [shop.example.com.]
                zone:
                  - domain: example.com
                    storage: "%1$s"
                    file: zone
                    acl: shop
                """.formatted(folder, port, SECRET));
        return started(folder, port, "/usr/sbin/knotd", "-c", folder + "/conf");
    }

    private static Path folder() throws IOException {
        return Files.createTempDirectory("dns");
    }

    private static RealDns started(Path folder, int port, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var server = new RealDns(folder, process, port);
        if (!server.answers()) {
            var log = Files.readString(folder.resolve("log"));
            server.close();
            throw new IOException(command[0] + " did not start: " + log);
        }
        return server;
    }

    private boolean answers() throws InterruptedException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                if (!addresses().isEmpty()) {
                    return true;
                }
            } catch (IOException _) {
                // not yet
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        return false;
    }

    /** As in a fleet document. */
    String endpoint() {
        return "127.0.0.1:" + port;
    }

    /** The IPv4 addresses that a visitor is given, over UDP. */
    List<String> addresses() throws IOException {
        var found = new ArrayList<String>();
        var question = Record.newRecord(Name.fromString(NAME + "."), Type.A, DClass.IN);
        for (var record :
                resolver(Duration.ofSeconds(1)).send(Message.newQuery(question)).getSection(Section.ANSWER)) {
            found.add(record.rdataToString());
        }
        return found.stream().sorted().toList();
    }

    /** Somebody else with the same key adds an address, or takes one out. */
    void byHand(String address, boolean add) throws IOException {
        var name = Name.fromString(NAME + ".");
        var update = new Update(Name.fromString("example.com."));
        var record = Addresses.record(name, add ? TTL : 0, InetAddress.ofLiteral(address));
        if (add) {
            update.add(record);
        } else {
            update.delete(record);
        }
        var resolver = resolver(Duration.ofSeconds(5));
        resolver.setTCP(true);
        resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, "slipway.", SECRET));
        var answer = resolver.send(update);
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new IOException(Rcode.string(answer.getRcode()));
        }
    }

    private SimpleResolver resolver(Duration timeout) {
        var resolver = new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        resolver.setTimeout(timeout);
        return resolver;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (!Files.exists(folder)) {
            return; // a second time
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
