package dev.slipway.access;

import dev.slipway.audit.Checkpoint;
import dev.slipway.secret.StartRefusal;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** What a start says and stores about who may come in. */
@Singleton
class FirstStart {
    private static final Logger LOG = Logger.getLogger(FirstStart.class);
    private static final int AFTER_SECRETS = 20;
    private static final int SHORTEST_TOKEN = 32;

    private final AccessConfig config;
    private final Config settings;
    private final Tokens tokens;
    private final Checkpoint checkpoint;

    FirstStart(AccessConfig config, Config settings, Tokens tokens, Checkpoint checkpoint) {
        this.config = config;
        this.settings = settings;
        this.tokens = tokens;
        this.checkpoint = checkpoint;
    }

    void start(@Observes @Priority(AFTER_SECRETS) StartupEvent event) {
        if (config.open()) {
            objectionToOpen(settings.getOptionalValue("quarkus.http.host", String.class)
                            .orElse("0.0.0.0"))
                    .ifPresent(FirstStart::refuse);
            LOG.warn("slipway.access.open is set: whoever reaches this port may do everything, without an account");
        }
        text("slipway.bootstrap-token").ifPresent(this::keep);
        checkpoint.note();
    }

    /** Why a Slipway that is open to all may not listen there; empty when it may. */
    static Optional<String> objectionToOpen(String host) {
        return loopback(host)
                ? Optional.empty()
                : Optional.of("slipway.access.open lets everybody do everything, and the server would listen on " + host
                        + ". Unset slipway.access.open, or let quarkus.http.host be 127.0.0.1.");
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    /** Why this may not be the first token; empty when it may. */
    static Optional<String> objectionToToken(String token) {
        return token.length() >= SHORTEST_TOKEN
                ? Optional.empty()
                : Optional.of("slipway.bootstrap-token has fewer than " + SHORTEST_TOKEN
                        + " characters. Make a longer one, for example with: openssl rand -hex 32");
    }

    private void keep(String token) {
        objectionToToken(token).ifPresent(FirstStart::refuse);
        if (!tokens.keepBootstrap(token)) {
            LOG.warn("slipway.bootstrap-token was revoked and opens nothing; unset it");
        }
    }

    private static void refuse(String line) {
        throw StartRefusal.of(line);
    }

    private Optional<String> text(String name) {
        return settings.getOptionalValue(name, String.class).map(String::strip).filter(text -> !text.isEmpty());
    }
}
