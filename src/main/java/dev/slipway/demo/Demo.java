package dev.slipway.demo;

import dev.slipway.balancer.embedded.EmbeddedProxies;
import dev.slipway.deployment.Status;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The demo from its start to its end; without {@code slipway.demo=true} it does nothing. */
@ApplicationScoped
class Demo {
    private static final Logger LOG = Logger.getLogger(Demo.class);
    private static final int AFTER_EVERYTHING_ELSE = 3_000;
    private static final Duration TO_STOP = Duration.ofSeconds(5);
    private static final Duration FOR_ONE_DEPLOYMENT = Duration.ofMinutes(5);
    private static final Duration SOME_TRAFFIC = Duration.ofSeconds(2);

    private final DemoConfig config;
    private final Config settings;
    private final Setup setup;
    private final History history;
    private final Narrator narrator;
    private final Traffic traffic;
    private final Console console;
    private final Vertx vertx;
    private final EmbeddedProxies proxies;
    private volatile @Nullable Thread thread;
    private volatile @Nullable DemoFleet fleet;

    Demo(
            DemoConfig config,
            Config settings,
            Setup setup,
            History history,
            Narrator narrator,
            Traffic traffic,
            Console console,
            Vertx vertx,
            EmbeddedProxies proxies) {
        this.config = config;
        this.settings = settings;
        this.setup = setup;
        this.history = history;
        this.narrator = narrator;
        this.traffic = traffic;
        this.console = console;
        this.vertx = vertx;
        this.proxies = proxies;
    }

    void start(@Observes @Priority(AFTER_EVERYTHING_ELSE) StartupEvent event) {
        if (config.on()) {
            thread = Thread.ofPlatform().name("demo").start(this::run);
        }
    }

    private void run() {
        try {
            show();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // Slipway stops
        } catch (IOException | RuntimeException e) {
            LOG.debug("The demo's failure", e);
            console.say("The demo does not work: " + e);
            Quarkus.asyncExit(1);
        }
    }

    private void show() throws IOException, InterruptedException {
        console.say("Starting three servers and a balancer ...");
        Path folder =
                Path.of(settings.getValue("slipway.home", String.class), "demo").toAbsolutePath();
        var started = DemoFleet.start(folder, setup.publicKey(), vertx, proxies);
        fleet = started;
        setup.fleet(started.document());
        for (var release : DemoRelease.all()) {
            setup.release(release);
        }
        if (history.fleet(DemoFleet.NAME).map(FleetView::release).isEmpty()) {
            var first = ended(setup.deploy(DemoRelease.FIRST.version(), "The first release"));
            if (!first.status().equals(Status.SUCCEEDED.word())) {
                throw new IOException("release " + first.release() + " did not go live: " + first.statusReason());
            }
        }
        traffic.start(started.shop());
        invite(started);
        if (config.auto()) {
            Thread.sleep(SOME_TRAFFIC);
            finish(ended(setup.deploy(DemoRelease.SECOND.version(), "bin/demo --auto")));
        } else {
            narrator.until(_ -> false);
        }
    }

    private void invite(DemoFleet started) {
        console.say("");
        console.say("Open http://localhost:" + settings.getValue("quarkus.http.port", Integer.class) + "/");
        console.say("The shop itself, through its balancer: " + started.shop() + " with " + Traffic.PER_SECOND
                + " requests a second.");
        console.say("Ready to deploy: " + DemoRelease.SECOND.version() + ", and " + DemoRelease.BROKEN.version()
                + ", which fails on its second server and is rolled back. Ctrl-C ends the demo.");
        console.say("");
    }

    private DeploymentView ended(long number) throws InterruptedException {
        long until = System.nanoTime() + FOR_ONE_DEPLOYMENT.toNanos();
        return narrator.until(view -> view.number() == number
                && (view.over() || view.status().equals(Status.HELD.word()) || System.nanoTime() > until));
    }

    private void finish(DeploymentView deployment) throws InterruptedException {
        Thread.sleep(SOME_TRAFFIC); // what it broke would show now
        traffic.stop();
        boolean good = deployment.status().equals(Status.SUCCEEDED.word()) && traffic.failed() == 0;
        if (traffic.lastFailure() != null) {
            console.say("The last request that failed: " + traffic.lastFailure());
        }
        Quarkus.asyncExit(good ? 0 : 1);
    }

    void stop(@Observes @Priority(AFTER_EVERYTHING_ELSE) ShutdownEvent event) throws InterruptedException {
        var running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        running.join(TO_STOP);
        traffic.stop();
        var started = fleet;
        if (started != null) {
            started.close();
        }
        console.say("The demo has ended: " + traffic.line());
    }
}
