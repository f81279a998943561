package dev.slipway;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The few settings that are needed before Quarkus starts, from the same sources and in the same order as Quarkus. */
record Settings(
        Optional<String> url, Optional<String> username, Optional<String> password, Path home, Transport transport) {
    private static final int PACKAGED = 250;
    private static final int BESIDE_THE_PROGRAM = 260;

    static Settings read() throws StartRefused {
        try {
            var builder = new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDefaultSources()
                    .addDiscoveredConverters()
                    .withProfile("prod");
            URL packaged = Settings.class.getClassLoader().getResource("application.properties");
            if (packaged != null) {
                builder.withSources(new PropertiesConfigSource(packaged, PACKAGED));
            }
            Path beside = Path.of("config", "application.properties");
            if (Files.isReadable(beside)) {
                builder.withSources(new PropertiesConfigSource(beside.toUri().toURL(), BESIDE_THE_PROGRAM));
            }
            return of(builder.build());
        } catch (IOException | IllegalArgumentException e) {
            throw new StartRefused("the configuration cannot be read: " + e.getMessage()
                    + ". Mend config/application.properties or the environment.");
        }
    }

    private static Settings of(Config config) {
        return new Settings(
                text(config, "quarkus.datasource.jdbc.url"),
                text(config, "quarkus.datasource.username"),
                text(config, "quarkus.datasource.password"),
                home(text(config, "slipway.home").orElse("~/.local/share/slipway")),
                new Transport(
                        text(config, "quarkus.datasource.jdbc.url"),
                        yes(config, "slipway.database.plain"),
                        yes(config, "quarkus.http.proxy.proxy-address-forwarding"),
                        text(config, "quarkus.http.proxy.trusted-proxies")));
    }

    private static Optional<String> text(Config config, String name) {
        return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
    }

    private static boolean yes(Config config, String name) {
        return config.getOptionalValue(name, Boolean.class).orElse(false);
    }

    private static Path home(String written) {
        Path path = written.equals("~") || written.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), written.substring(1))
                : Path.of(written);
        return path.toAbsolutePath().normalize();
    }

    @Override
    public String toString() {
        return "Settings[home=" + home + "]";
    }
}
