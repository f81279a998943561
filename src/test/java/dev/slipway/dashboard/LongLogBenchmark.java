package dev.slipway.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What a log of 50,000 lines costs a browser beside one of 1,000: {@code -Dtest=LongLogBenchmark -Dslipway.bench=1}. It
 * measures, and asserts nothing.
 *
 * <p>Method: the same acts on both, each the median of some runs; the longest task of the page's thread is what a
 * person feels as a stall.
 */
@QuarkusTest
@TestProfile(SampleProfile.class)
@EnabledIfSystemProperty(named = "slipway.bench", matches = "\\d+")
class LongLogBenchmark {
    private static final Logger LOG = Logger.getLogger(LongLogBenchmark.class);
    private static final int RUNS = 5;
    private static final Locator.WaitForOptions ATTACHED =
            new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);
    private static final String WATCH = """
            window.tasks = [];
            new PerformanceObserver(list => list.getEntries().forEach(e => window.tasks.push(Math.round(e.duration))))
              .observe({type: 'longtask', buffered: true});
            """;

    // Not by Playwright's locators: each of them looks at every element, and that would be what is measured.
    private static final String ALL_OLDER = """
            async () => {
              for (let link; (link = document.getElementById('older'));) {
                link.click();
                while (link.isConnected) await new Promise(done => setTimeout(done, 5));
              }
            }""";

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URI home;

    @Inject
    SampleHistory history;

    private long journal = 9_000;
    private String server = "";

    /** Milliseconds until it is there, and the longest task meanwhile. */
    private record Cost(long millis, long stall) {}

    @Test
    void measure() {
        try (var chromium = Chromium.start()) {
            all(chromium, 1_000);
            var small = all(chromium, 1_000);
            var large = all(chromium, 50_000);
            large.forEach((act, cost) -> LOG.infof(
                    "%s: %s with 1,000 lines, %s with 50,000: %.1f times",
                    act,
                    small.get(act),
                    cost,
                    cost.millis()
                            / (double) Math.max(
                                    1, Objects.requireNonNull(small.get(act)).millis())));
        }
    }

    private Map<String, Cost> all(Chromium chromium, int lines) {
        history.reset();
        server = "long-" + ++journal; // a channel lives a little longer than its last viewer
        for (var line = 8; line <= lines; line++) {
            history.say(server, "run: warm cache", "warming " + line);
        }
        var page = chromium.open(new Browser.NewContextOptions());
        page.addInitScript(WATCH);
        var costs = new LinkedHashMap<String, Cost>();
        costs.put("open the deployment", median(page, () -> open(page, "/deployments/412", "#L" + lines)));
        costs.put("open the log", median(page, () -> open(page, "/deployments/412/log", "#L" + lines)));
        costs.put("find", median(page, () -> open(page, "/deployments/412/log?find=warming+9", "main .ln")));
        costs.put("a line's address", median(page, () -> {
            page.navigate("about:blank");
            open(page, "/deployments/412/log?at=600#L600", "#L600.hit");
        }));
        open(page, "/deployments/412/log", "#L" + lines);
        costs.put("all older lines", cost(page, () -> page.evaluate(ALL_OLDER)));
        costs.put("scroll through them", cost(page, () -> page.evaluate("""
                async () => {
                  for (let at = 0; at <= 50; at++) {
                    scrollTo(0, document.documentElement.scrollHeight * at / 50);
                    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
                  }
                }""")));
        open(page, "/deployments/412?server=" + server, "#conn:has-text('Live')");
        costs.put("follow 3,000 more", cost(page, () -> follow(page, lines)));
        page.context().close();
        return costs;
    }

    private void follow(Page page, int lines) {
        for (var message = 1; message <= 20; message++) {
            for (var line = 1; line < 150; line++) {
                history.say(server, "run: warm cache", "warming again");
            }
            history.put(Samples.at(++journal, 4), server, "settle", "message " + message);
            page.locator("#L" + (lines + message * 150)).waitFor(ATTACHED);
        }
    }

    private void open(Page page, String path, String shown) {
        page.navigate(home.resolve(path).toString());
        page.locator(shown).first().waitFor(ATTACHED);
    }

    private static Cost median(Page page, Runnable act) {
        return Stream.generate(() -> cost(page, act))
                .limit(RUNS)
                .sorted(Comparator.comparing(Cost::millis))
                .toList()
                .get(RUNS / 2);
    }

    private static Cost cost(Page page, Runnable act) {
        page.evaluate("window.tasks = []");
        var start = System.nanoTime();
        act.run();
        // A task that is still at work is waited for, and told.
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))");
        var millis = (System.nanoTime() - start) / 1_000_000 - 60;
        var stall = page.evaluate("Math.max(0, ...(window.tasks || []))");
        return new Cost(millis, ((Number) Objects.requireNonNull(stall)).longValue());
    }
}
