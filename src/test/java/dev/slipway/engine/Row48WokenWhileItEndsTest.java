package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.OwnDatabaseProfile;
import dev.slipway.deployment.Choice;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.Announcements;
import dev.slipway.history.History;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.real.Shop;
import dev.slipway.release.Releases;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 48 of the fault matrix: a word that arrives after the handler's last look and before its task is completed
 * is acted upon, though nobody wakes the deployment another time.
 *
 * <p>Method: the real engine on a real database, with everything taken away that would find the word later: nothing is
 * ever said to be due. The word is told from inside the handler's last look, right after that found nothing.
 */
@QuarkusTest
@TestProfile(OwnDatabaseProfile.class)
@NullUnmarked // injected fields
class Row48WokenWhileItEndsTest {
    @Inject
    Turns others;

    @Inject
    Turn.Store store;

    @Inject
    Turn.World world;

    @Inject
    EngineConfig config;

    @Inject
    DatabaseClock clock;

    @Inject
    Config settings;

    @Inject
    TaskRows tasks;

    @Inject
    Announcements announcements;

    @Inject
    Deployments deployments;

    @Inject
    History history;

    @Inject
    Fleets fleets;

    @Inject
    Releases releases;

    private SchedulerPool pool;
    private Turns engine;

    @AfterEach
    void end() {
        if (engine != null) {
            engine.handOver(new ShutdownDelayInitiatedEvent());
            pool.close();
        }
    }

    @Test
    void a_word_in_the_last_moment_is_acted_upon() throws Exception {
        others.handOver(new ShutdownDelayInitiatedEvent());
        var number = pausedFromTheBeginning();
        var moment = new AtomicInteger();
        start(words(number, moment));

        engine.wake(number);

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        history.deployment(number).orElseThrow().status())
                .isEqualTo("cancelled"));
        assertThat(moment).hasValue(1);
    }

    private long pausedFromTheBeginning() throws Exception {
        fleets.put("woken", """
                fleet: woken
                application: shop
                environment: test
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, port: 1, keyFile: /nowhere}
                nodes: [{name: web-1, host: 127.0.0.1}]
                strategy: {allowInterruption: true}
                """, "test");
        new Shop(deployments, history, releases).add("48.0");
        var asked = deployments.request(new Deployments.Request(Kind.DEPLOY, "woken", "48.0", "test", null, null));
        var number = ((Deployments.Requested.Accepted) asked).number();
        tell(number, Choice.PAUSE);
        return number;
    }

    private void tell(long number, Choice choice) throws JournalUnavailable {
        assertThat(deployments.tell(number, new Deployments.Word(choice, null, null, "person:test", null)))
                .isInstanceOf(Deployments.Heard.Yes.class);
    }

    /** When the deployment is paused and the look finds nothing, somebody cancels it: once. */
    private Words words(long number, AtomicInteger moment) {
        return (deployment, after) -> {
            var said = store.words().after(deployment, after);
            var paused = history.deployment(number).orElseThrow().status().equals("paused");
            if (said.isEmpty() && paused && moment.compareAndSet(0, 1)) {
                tell(number, Choice.CANCEL);
            }
            return said;
        };
    }

    private void start(Words words) {
        var queue = new NothingIsDue(store.queue());
        var own = new Turn(
                new Turn.Store(
                        queue,
                        store.journal(),
                        words,
                        store.leases(),
                        store.migrations(),
                        store.catalogue(),
                        store.door()),
                world,
                new Turn.Pace(Duration.ofSeconds(6), 1, config.retryPause()));
        pool = new SchedulerPool(settings);
        engine = new Turns(own, queue, config, clock, pool, tasks, announcements, new SecureRandom());
        engine.start(new StartupEvent());
    }

    /** The queue, in which no sweep finds anything. */
    private record NothingIsDue(Queue queue) implements Queue {
        @Override
        public @Nullable Row row(long number) throws JournalUnavailable {
            return queue.row(number);
        }

        @Override
        public boolean claim(long number, String fleet) throws JournalUnavailable {
            return queue.claim(number, fleet);
        }

        @Override
        public List<Long> due() {
            return List.of();
        }

        @Override
        public long wakeSeq(long number) throws JournalUnavailable {
            return queue.wakeSeq(number);
        }

        @Override
        public Map<String, NodeRecord> records(String fleet) throws JournalUnavailable {
            return queue.records(fleet);
        }
    }
}
