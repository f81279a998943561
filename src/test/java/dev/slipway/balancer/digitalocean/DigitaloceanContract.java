package dev.slipway.balancer.digitalocean;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerContract;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.FastClock;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What is the same whether the list is the load balancer's own or a tag's. */
abstract class DigitaloceanContract extends BalancerContract {
    private static final Duration SETTLE = Duration.ofSeconds(20);

    private final FastClock clock = new FastClock();
    private Path secrets;
    private FakeDigitalocean fake;
    private Balancer balancer;
    private DigitaloceanDriver driver;

    /** The tag that makes the list; null: none does. */
    protected abstract @Nullable String tag();

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        secrets = folder;
        Files.writeString(token(), FakeDigitalocean.TOKEN + "\n");
        fake = new FakeDigitalocean(tag(), 101, 102);
        driver = new DigitaloceanDriver(clock, new BalancerSecrets(secrets));
        balancer = open();
    }

    @AfterEach
    void stop() {
        fake().close();
    }

    /** The same load balancer anew, as another deployment or another page has it. */
    final Balancer open() {
        return driver.open(new BalancerSpec(
                "edge",
                "digitalocean",
                List.of(fake().endpoint()),
                "",
                Reenter.PROOF,
                Map.of("loadBalancer", FakeDigitalocean.ID, "token", "do-token", "settle", SETTLE.toString()),
                List.of("101", "102", "109")));
    }

    /** The file that the balancer's token comes from. */
    final Path token() {
        return secrets.resolve("do-token");
    }

    final FakeDigitalocean fake() {
        return fake;
    }

    @Override
    protected Balancer balancer() {
        return balancer;
    }

    @Override
    protected String member() {
        return "101";
    }

    @Override
    protected String other() {
        return "102";
    }

    @Override
    protected String unknown() {
        return "109"; // a fleet has it, and the team has no such droplet
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
    protected String request() {
        return fake().visit();
    }

    @Override
    protected void hold(String member) {}

    @Override
    protected void release() {
        clock.pass(SETTLE);
    }

    @Override
    protected void forget(String member) {
        fake().byHand(Long.parseLong(member), true);
    }
}
