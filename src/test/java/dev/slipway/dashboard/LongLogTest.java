package dev.slipway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a log of 50,000 lines is read like a short one: a page holds a part of it, each line stands once and in its
 * place, and what is watched does not grow without end.
 *
 * <p>Method: the system's Chromium on sample data; lines are counted in the page. How long it takes is told by
 * {@link LongLogBenchmark}.
 */
@QuarkusTest
@TestProfile(SampleProfile.class)
class LongLogTest {
    private static final int LINES = 50_000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URI home;

    @Inject
    SampleHistory history;

    private @Nullable Chromium chromium;
    private long journal = 9_000;
    private String server = "";

    /** Each test watches a server of its own: a channel lives a little longer than its last viewer. */
    @BeforeEach
    void fill() {
        server = "long-" + COUNT.incrementAndGet();
        history.reset();
        say(8, LINES);
    }

    @AfterEach
    void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void a_page_holds_a_part_and_leads_to_all_of_it() {
        var page = open("/deployments/412");
        assertThat(numbers(page)).hasSize(LogTail.LINES).last().isEqualTo(LINES);
        page.navigate(address("/deployments/412/log"));
        assertThat(numbers(page)).hasSize(2_000).last().isEqualTo(LINES);
        for (var range = 2; range <= 4; range++) {
            page.locator("#older").click();
            page.locator("#L" + (LINES - range * 2_000 + 1)).waitFor();
        }
        assertThat(numbers(page)).hasSize(8_000).isSorted().doesNotHaveDuplicates();
        page.navigate(address("/deployments/412/log?find=warming+49"));
        assertThat(numbers(page)).hasSize(500);
        assertThat(page.locator("main").innerText()).contains("The first 500 of 50,000 lines");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void a_range_of_long_ago_is_found_from_its_address() {
        var page = open("/deployments/412#L1204-L1210");
        page.locator("#L1204.hit").waitFor();
        assertThat(page.locator(".hit").count()).isEqualTo(7);
        assertThat(page.locator("#L1207").innerText()).contains("warming 1207");
        assertThat(page.locator("#L1204")
                        .evaluate("e => e.getBoundingClientRect().top >= 0"
                                + " && e.getBoundingClientRect().bottom <= innerHeight"))
                .isEqualTo(true);
        assertThat(complaints()).isEmpty();
    }

    @Test
    void lines_that_follow_a_gap_stand_once_and_below_it() {
        var page = open("/deployments/412?server=" + server);
        page.locator("#conn", new Page.LocatorOptions().setHasText("Live")).waitFor();
        tell("before the burst");
        page.locator("#L" + (LINES + 1)).waitFor();
        say(LINES + 2, LINES + 400);
        tell("after the burst");
        page.locator("#L" + (LINES + 401)).waitFor();
        assertThat(page.locator("#term > a.gap").count()).isPositive();
        tell("and on");
        page.locator("#L" + (LINES + 402)).first().waitFor();
        var numbers = numbers(page);
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(page.locator("#term > *").last().innerText()).contains("and on");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void who_follows_for_long_keeps_the_newest_lines_alone() {
        var page = open("/deployments/412?server=" + server);
        page.locator("#conn", new Page.LocatorOptions().setHasText("Live")).waitFor();
        var last = LINES;
        for (var message = 0; message < 25; message++) {
            say(last + 1, last + 149);
            tell("message " + message);
            last += 150;
            page.locator("#L" + last).waitFor();
        }
        var numbers = numbers(page);
        assertThat(numbers).hasSizeBetween(2_000, 3_000).isSorted().doesNotHaveDuplicates();
        assertThat(page.locator("#before").count()).isEqualTo(1);
        assertThat(page.locator("#term").evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight < 40"))
                .isEqualTo(true);
        assertThat(complaints()).isEmpty();
    }

    private void say(int from, int to) {
        for (var line = from; line <= to; line++) {
            history.say(server, "run: warm cache", "warming " + line);
        }
    }

    /** Says a line, and that there is something new. */
    private void tell(String text) {
        history.put(Samples.at(++journal, 4), server, "settle", text);
    }

    private static List<Integer> numbers(Page page) {
        return ((List<?>) page.evaluate("[...document.querySelectorAll('#term .no')].map(a => Number(a.textContent))"))
                .stream().map(number -> ((Number) number).intValue()).toList();
    }

    private Page open(String path) {
        var started = Chromium.start();
        chromium = started;
        var page = started.open(new Browser.NewContextOptions());
        page.navigate(address(path));
        return page;
    }

    private List<String> complaints() {
        return chromium == null ? List.of() : chromium.complaints();
    }

    private String address(String path) {
        return home.resolve(path).toString();
    }
}
