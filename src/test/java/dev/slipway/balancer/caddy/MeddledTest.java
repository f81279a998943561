package dev.slipway.balancer.caddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.MemberView;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: nobody else's change is lost, and trouble that passes is told from trouble that does not.
 *
 * <p>Method: a stand-in for Caddy's admin interface that changes its configuration itself before it looks at a request,
 * as often as the test wants, or answers something else.
 */
class MeddledTest {
    private final HttpServer server;
    private final List<String> authorized = new ArrayList<>();
    private String upstreams = "[{\"dial\":\"a:1\"},{\"dial\":\"b:1\"}]";
    private int version;
    private int meddle;
    private String trouble = "";

    MeddledTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/id/shop", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        authorized.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        var sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!trouble.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", "7");
            say(exchange, Integer.parseInt(trouble), "{\"error\":\"try later\"}");
        } else if (exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Etag", etag());
            say(exchange, 200, "{\"handler\":\"reverse_proxy\",\"upstreams\":" + upstreams + "}");
        } else {
            if (meddle > 0) {
                meddle--;
                version++;
                upstreams = upstreams.replace("]", ",{\"dial\":\"new" + version + ":1\"}]");
            }
            var match = exchange.getRequestHeaders().getFirst("If-Match"); // without it Caddy takes everything
            if (match != null && !match.equals(etag())) {
                say(exchange, 412, "{\"error\":\"If-Match header did not match current config hash\"}");
                return;
            }
            version++;
            upstreams = sent;
            say(exchange, 200, "");
        }
    }

    private String etag() {
        return "\"/config/x " + version + "\"";
    }

    private static void say(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Balancer open(Path secrets, Map<String, String> more) {
        var options = new HashMap<>(Map.of("id", "shop", "settle", "PT0S"));
        options.putAll(more);
        return new CaddyDriver(InstantSource.system(), new BalancerSecrets(secrets))
                .open(new BalancerSpec(
                        "edge",
                        "caddy",
                        List.of("http://127.0.0.1:" + server.getAddress().getPort()),
                        "",
                        Reenter.PROOF,
                        options,
                        List.of("a:1", "b:1")));
    }

    private Balancer open() {
        return open(Path.of("none"), Map.of());
    }

    @Test
    void what_somebody_added_in_between_stays() throws Exception {
        meddle = 2;
        var balancer = open();

        balancer.drain("a:1");

        assertThat(balancer.pool().members())
                .filteredOn(m -> m.rotation() == MemberView.Rotation.IN)
                .extracting(MemberView::name)
                .containsExactly("b:1", "new1:1", "new2:1");
    }

    @Test
    void somebody_who_changes_it_all_the_time_is_told_and_may_stop() throws Exception {
        meddle = 100;

        var refused = catchThrowableOfType(BalancerException.class, () -> open().drain("a:1"));

        assertThat(refused.passing()).isTrue();
        assertThat(refused.failure().answered()).contains("changed by others");
        assertThat(open().pool().member("a:1").orElseThrow().rotation()).isEqualTo(MemberView.Rotation.IN);
    }

    @Test
    void busy_passes_and_forbidden_does_not() {
        trouble = "503";
        var busy = catchThrowableOfType(BalancerException.class, () -> open().pool());
        assertThat(busy.passing()).isTrue();
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(7));

        trouble = "401";
        var refused = catchThrowableOfType(BalancerException.class, () -> open().pool());
        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().next()).contains("token");
    }

    @Test
    void a_configuration_that_is_refused_does_not_pass() {
        trouble = "500";
        var refused = catchThrowableOfType(BalancerException.class, () -> open().pool());

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().next()).contains("kept the configuration that it had");
    }

    @Test
    void the_token_is_sent_and_never_told(@TempDir Path secrets) throws Exception {
        Files.writeString(secrets.resolve("edge-token"), "s3cr3t\n");
        var balancer = open(secrets, Map.of("token", "edge-token"));
        balancer.pool();
        assertThat(authorized).containsExactly("Bearer s3cr3t");

        trouble = "403";
        assertThatThrownBy(balancer::pool).isInstanceOfSatisfying(BalancerException.class, e -> assertThat(
                        e.failure().toString())
                .doesNotContain("s3cr3t"));
    }

    @Test
    void without_the_file_of_the_token_nothing_is_sent() {
        var refused =
                catchThrowableOfType(BalancerException.class, () -> open(Path.of("none"), Map.of("token", "edge-token"))
                        .pool());

        assertThat(refused.failure().sentence()).contains("edge-token");
        assertThat(authorized).isEmpty();
    }
}
