package dev.slipway.access;

import dev.slipway.fleet.PublicUrl;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** While nobody has an account, each start says once how the first administrator is made. */
@Singleton
class FirstLink {
    private static final Logger LOG = Logger.getLogger(FirstLink.class);
    private final AccessConfig config;
    private final PublicUrl url;
    private final People people;
    private final Invitations invitations;
    private final Instance<HttpServer> server;
    private final AtomicBoolean said = new AtomicBoolean();

    FirstLink(AccessConfig config, PublicUrl url, People people, Invitations invitations, Instance<HttpServer> server) {
        this.config = config;
        this.url = url;
        this.people = people;
        this.invitations = invitations;
        this.server = server;
    }

    /** The port is known only now. */
    void listening(@ObservesAsync HttpServerStart started) {
        say("http://localhost:" + server.get().getPort());
    }

    /** As above, for a server that speaks HTTPS. */
    void listening(@ObservesAsync HttpsServerStart started) {
        say("https://localhost:" + server.get().getSecurePort());
    }

    private void say(String here) {
        if (!config.open() && !people.any() && said.compareAndSet(false, true)) {
            var link = invitations.make(null);
            LOG.infof(
                    "There is no administrator yet. Open this address to become the first; it works once, until %s,"
                            + " and the next start makes another:%n    %s/welcome/%s",
                    link.expiresAt(),
                    url.base(URI.create(here)),
                    link.reference().reveal());
        }
    }
}
