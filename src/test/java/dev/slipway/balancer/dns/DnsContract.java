package dev.slipway.balancer.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerContract;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.FastClock;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** What is the same whatever program the name server is. */
abstract class DnsContract extends BalancerContract {
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final List<String> MEMBERS = List.of("127.0.0.2", "127.0.0.3");

    private final FastClock clock = new FastClock();
    private Path secrets;
    private RealDns server;
    private Balancer balancer;
    private int next;

    protected abstract RealDns launch() throws Exception;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        secrets = folder;
        secret("dns-key", RealDns.SECRET);
        server = launch();
        server.byHand("2001:db8::2", false);
        balancer = open(Map.of());
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    final RealDns server() {
        return server;
    }

    final void secret(String file, String text) throws IOException {
        Files.writeString(secrets.resolve(file), text + "\n");
    }

    final Balancer open(Map<String, String> other) {
        return open(other, List.of(server.endpoint()), MEMBERS, Clock.systemUTC());
    }

    final Balancer open(Map<String, String> other, List<String> endpoints, List<String> members, Clock signing) {
        var options = new HashMap<>(Map.of(
                "zone", "example.com",
                "name", RealDns.NAME,
                "keyName", "slipway",
                "keyAlgorithm", "hmac-sha256",
                "keySecret", "dns-key",
                "settle", SETTLE.toString()));
        options.putAll(other);
        return new DnsDriver(clock, signing, new BalancerSecrets(secrets))
                .open(new BalancerSpec("edge", "dns", endpoints, "", Reenter.PROOF, options, members));
    }

    @Override
    protected Balancer balancer() {
        return balancer;
    }

    @Override
    protected String member() {
        return "127.0.0.2";
    }

    @Override
    protected String other() {
        return "127.0.0.3";
    }

    @Override
    protected String unknown() {
        return "127.0.0.9";
    }

    @Override
    protected int weight() {
        return -1;
    }

    @Override
    protected boolean tellsInFlight() {
        return false;
    }

    @Override
    protected String request() throws IOException {
        var all = server.addresses();
        return all.get(next++ % all.size());
    }

    @Override
    protected void hold(String member) {}

    @Override
    protected void release() {
        clock.pass(SETTLE);
    }

    @Override
    protected void forget(String member) throws IOException {
        server.byHand(member, true);
    }

    @Test
    void the_last_address_stays_whatever_the_other_family_has() throws Exception {
        server.byHand("2001:db8::9", true);
        balancer.drain("127.0.0.2");

        var refused = refused(() -> balancer.drain("127.0.0.3"));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence()).contains("127.0.0.3", "last address of its family");
        assertThat(server.addresses()).containsExactly("127.0.0.3");
    }

    @Test
    void an_address_comes_back_with_the_time_to_live_of_the_others() throws Exception {
        takeOut("127.0.0.2");
        balancer.admit("127.0.0.2");

        assertThat(view("127.0.0.2").said()).startsWith("answered for " + RealDns.TTL + " s, serial ");
        assertThat(view("127.0.0.3").said()).startsWith("answered for " + RealDns.TTL + " s, serial ");
    }

    @Test
    void a_drain_takes_the_time_to_live_or_what_the_document_says() throws Exception {
        assertThat(balancer.pace().drain()).isEqualTo(SETTLE.plusSeconds(RealDns.TTL));
        assertThat(open(Map.of("ttl", "PT2M")).pace().drain()).isEqualTo(SETTLE.plusMinutes(2));
    }

    @Test
    void both_families_are_members_and_are_written_as_in_the_fleet_document() throws Exception {
        server.byHand("2001:db8::2", true);
        server.byHand("2001:db8::3", true);
        var both = open(Map.of(), List.of(server.endpoint()), List.of("127.0.0.2", "2001:DB8:0::2"), Clock.systemUTC());

        both.drain("2001:DB8:0::2");

        assertThat(both.pool().members())
                .extracting(MemberView::name)
                .containsExactly("127.0.0.2", "127.0.0.3", "2001:DB8:0::2", "2001:db8:0:0:0:0:0:3");
        assertThat(both.pool().member("2001:DB8:0::2").map(MemberView::rotation))
                .contains(Rotation.DRAINING);
        assertThat(both.pool().member("127.0.0.2").map(MemberView::rotation)).contains(Rotation.IN);
    }

    @Test
    void a_set_that_changed_meanwhile_is_left_as_it_is() throws Exception {
        var place = new Place(Name.fromString("example.com."), Name.fromString(RealDns.NAME + "."));
        var key = new Key(
                "edge",
                Name.fromString("slipway."),
                "hmac-sha256",
                "dns-key",
                new BalancerSecrets(secrets),
                Clock.systemUTC());
        var primary = new NameServer("edge", server.endpoint(), place, key);
        var before = primary.addresses(Type.A);
        server.byHand("127.0.0.3", false);

        assertThat(primary.remove(before, InetAddress.ofLiteral("127.0.0.2"))).isFalse();
        assertThat(server.addresses()).containsExactly("127.0.0.2");
    }

    @Test
    void each_wrong_setting_says_what_to_do() throws Exception {
        secret("wrong", "b3RoZXI=");
        secret("text", "this is no base64 key");

        refuses(open(Map.of("keySecret", "wrong")), "BADSIG", "keySecret names");
        refuses(open(Map.of("keyName", "stranger")), "BADKEY", "no key stranger");
        refuses(open(Map.of("zone", "example.org", "name", "shop.example.org")), "", "zone");
        refuses(open(Map.of("name", "www.example.com")), "alias of shop.example.com", "holds the addresses");
        refuses(open(Map.of("keySecret", "text")), "no base64", "without quotes");
        refuses(
                open(
                        Map.of(),
                        List.of(server.endpoint()),
                        MEMBERS,
                        Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10))),
                "BADTIME",
                "NTP");
        assertThat(server.addresses()).hasSize(2);
    }

    /** It refuses to drain, for good. */
    final void refuses(Balancer wrong, String answered, String next) {
        var refused = refused(() -> wrong.drain("127.0.0.2"));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().answered()).contains(answered);
        assertThat(refused.failure().next()).contains(next);
        assertThat(refused.failure().toString())
                .doesNotContain(RealDns.SECRET)
                .doesNotContain("b3RoZXI=")
                .doesNotContain("this is");
    }

    @Test
    void a_server_that_is_gone_may_come_back() throws IOException {
        server.close();

        assertThat(refused(() -> balancer.pool()).passing()).isTrue();
    }

    static BalancerException refused(ThrowingCallable call) {
        return catchThrowableOfType(BalancerException.class, call);
    }
}
