package dev.slipway.notice;

import dev.slipway.LoopbackPorts;
import dev.slipway.TestDatabase;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Notices without long pauses; GitHub and the mail server are on loopback, where a test starts them if it wants. */
public final class NoticeProfile implements QuarkusTestProfile {
    static final String LINK = "https://slipway.example";

    static int githubPort() {
        return port("notice.test.github");
    }

    static int mailPort() {
        return port("notice.test.mail");
    }

    /** Free when it was first asked for; the same for the test and the application, whose classes are loaded apart. */
    private static int port(String name) {
        synchronized (System.getProperties()) {
            if (System.getProperty(name) == null) {
                try {
                    System.setProperty(name, Integer.toString(LoopbackPorts.free()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return Integer.getInteger(name, 0);
        }
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("slipway.notice.every", "50ms"),
                Map.entry("slipway.notice.first-pause", "50ms"),
                Map.entry("slipway.notice.longest-pause", "200ms"),
                Map.entry("slipway.net.allow", "127.0.0.1"),
                Map.entry("slipway.net.read-timeout", "1s"),
                Map.entry("slipway.public-url", LINK),
                Map.entry("slipway.github.api-url", "http://127.0.0.1:" + githubPort()),
                Map.entry("slipway.github.token", "github-token-of-the-tests"),
                Map.entry("quarkus.mailer.mock", "false"),
                Map.entry("quarkus.mailer.host", "127.0.0.1"),
                Map.entry("quarkus.mailer.port", Integer.toString(mailPort())),
                Map.entry("quarkus.mailer.from", "slipway@example.com"),
                Map.entry("quarkus.mailer.start-tls", "DISABLED"));
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TestDatabase.class));
    }
}
