package dev.slipway.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Chromium start() {
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

    Page open(Browser.NewContextOptions options) {
        var page = browser.newContext(options).newPage();
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.onRequest(request -> requests.add(request.url()));
        return page;
    }

    /** Errors and warnings of all pages. */
    List<String> complaints() {
        return complaints;
    }

    /** Every address that was asked for. */
    List<String> requests() {
        return requests;
    }

    /** Keeps a picture to look at, if {@code -Dslipway.shots=folder} wants some. */
    static void shoot(Page page, String name) throws Exception {
        var folder = System.getProperty("slipway.shots");
        if (folder != null) {
            var file = Files.createDirectories(Path.of(folder)).resolve(name + ".png");
            page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
        }
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

    /** The rules, as a script. */
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
