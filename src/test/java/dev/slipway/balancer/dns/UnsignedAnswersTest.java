package dev.slipway.balancer.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Goal: what somebody says in a server's place counts for nothing, nor does a resolver's word. Method: a listener that
 * answers each question without a signature.
 */
class UnsignedAnswersTest {
    @Test
    void a_yes_without_the_keys_signature_is_none(@TempDir Path secrets) throws Exception {
        var refused = asking(secrets, answer -> answer.getHeader().setFlag(Flags.AA));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().answered()).contains("signature of key slipway");
    }

    @Test
    void a_no_without_a_signature_is_told(@TempDir Path secrets) throws Exception {
        var refused = asking(secrets, answer -> answer.getHeader().setRcode(Rcode.SERVFAIL));

        assertThat(refused.passing()).isTrue();
        assertThat(refused.failure().answered()).isEqualTo("SERVFAIL");
    }

    @Test
    void a_resolver_is_no_authority() throws Exception {
        var place = new Place(Name.fromString("example.com."), Name.fromString(RealDns.NAME + "."));

        var refused = asking(_ -> {}, endpoint -> new NameServer("edge", endpoint, place, null).addresses(Type.A));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence()).contains("not as an authority for the zone example.com");
    }

    private static BalancerException asking(Path secrets, Consumer<Message> answering) throws IOException {
        Files.writeString(secrets.resolve("dns-key"), RealDns.SECRET);
        return asking(answering, endpoint -> open(endpoint, secrets).pool());
    }

    /** One question to an endpoint. */
    @FunctionalInterface
    private interface Asking {
        void ask(String endpoint) throws BalancerException, InterruptedException;
    }

    private static BalancerException asking(Consumer<Message> answering, Asking asking) throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var thread = Thread.ofVirtual().start(() -> answer(listener, answering));
            try {
                return catchThrowableOfType(
                        BalancerException.class, () -> asking.ask("127.0.0.1:" + listener.getLocalPort()));
            } finally {
                thread.interrupt();
            }
        }
    }

    private static Balancer open(String endpoint, Path secrets) {
        return new DnsDriver(InstantSource.system(), new BalancerSecrets(secrets))
                .open(new BalancerSpec(
                        "edge",
                        "dns",
                        List.of(endpoint),
                        "",
                        Reenter.PROOF,
                        Map.of(
                                "zone", "example.com",
                                "name", RealDns.NAME,
                                "keyName", "slipway",
                                "keyAlgorithm", "hmac-sha256",
                                "keySecret", "dns-key"),
                        List.of("127.0.0.2")));
    }

    /** Until the listener is closed. */
    private static void answer(ServerSocket listener, Consumer<Message> answering) {
        try {
            while (true) {
                try (var socket = listener.accept()) {
                    var in = new DataInputStream(socket.getInputStream());
                    var question = new Message(in.readNBytes(in.readUnsignedShort()));
                    var answer = new Message(question.getHeader().getID());
                    answer.getHeader().setFlag(Flags.QR);
                    answer.addRecord(question.getQuestion(), Section.QUESTION);
                    answering.accept(answer);
                    var bytes = answer.toWire();
                    var out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(bytes.length);
                    out.write(bytes);
                    out.flush();
                }
            }
        } catch (IOException _) {
            // closed
        }
    }
}
