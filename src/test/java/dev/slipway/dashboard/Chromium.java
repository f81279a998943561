package dev.slipway.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The system's own Chromium, which writes down what it complains about and whom it asks. */
public final class Chromium implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    /** Addresses of pages that were left while they asked for something. */
    private final Set<String> left = new HashSet<>();

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts it; a test without one is skipped, or fails where it is required. */
    public static Chromium start() {
        var program = program();
        var started = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var browser = started.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(FLAGS)
                        .setHeadless(true));
        return new Chromium(started, browser);
    }

    /** A page of a browser of its own. */
    public Page open(Browser.NewContextOptions options) {
        var page = browser.newContext(options).newPage();
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.onRequest(request -> requests.add(request.url()));
        page.onRequestFailed(request -> {
            if ("net::ERR_ABORTED".equals(request.failure())) {
                left.add(request.headers().getOrDefault("referer", ""));
            }
        });
        return page;
    }

    /**
     * Errors and warnings of all pages, but for what a page says of a request that the browser itself ended because the
     * page was left.
     */
    public List<String> complaints() {
        return complaints.stream()
                .filter(complaint -> !complaint.contains("Failed to fetch")
                        || left.stream().noneMatch(page -> complaint.startsWith(page + ": ")))
                .toList();
    }

    /** Every address that was asked for. */
    public List<String> requests() {
        return requests;
    }

    /** Keeps a picture to look at, if {@code -Dslipway.shots=folder} wants some. */
    public static void shoot(Page page, String name) throws Exception {
        var folder = System.getProperty("slipway.shots");
        if (folder != null) {
            var file = Files.createDirectories(Path.of(folder)).resolve(name + ".png");
            page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
        }
    }

    /**
     * The widths at which axe-core judges pages in this theme: each theme and each width once, and all four with
     * {@code -Dslipway.matrix=nightly}.
     */
    public static List<Integer> widths(ColorScheme scheme) {
        if ("nightly".equals(System.getProperty("slipway.matrix"))) {
            return List.of(1440, 390);
        }
        return List.of(scheme == ColorScheme.LIGHT ? 1440 : 390);
    }

    /** What axe-core finds wrong with a page, each with the first element that it is wrong at. */
    public static List<String> faults(Page page, String axe) {
        page.evaluate(axe);
        var found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
                + ".map(v => v.id + ' at ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.html.slice(0, 120)"
                + " + (n.any[0] ? ' (' + n.any[0].message + ')' : '')).join(' | '))");
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    /** The program that {@link #faults} lets judge. */
    public static String axe() throws Exception {
        var folder = Path.of(System.getProperty("slipway.project", ".")).resolve("ui/node_modules/axe-core");
        return Files.readString(folder.resolve("axe.min.js"));
    }

    private static Path program() {
        var found = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && !"required".equals(System.getProperty("slipway.real"))) {
            Assumptions.abort("There is no Chromium here");
        }
        return found.orElseThrow(() -> new AssertionError("Chromium is required and missing"));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
