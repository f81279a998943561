package dev.slipway.outside;

import dev.slipway.secret.StartRefusal;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Makes the client that the configuration describes. */
@Singleton
class OutsideWiring {
    /** At the start, so that a wrong {@code slipway.net.allow} is not found out at night. */
    @Produces
    @Singleton
    @Startup
    Outside outside(OutsideConfig config) {
        return new Outside(
                allowed(config), Credentials.of(config.credentials()), config.connectTimeout(), config.readTimeout());
    }

    private static AllowList allowed(OutsideConfig config) {
        try {
            return AllowList.of(config.allow().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw StartRefusal.of(e.getMessage() + "; mend it.");
        }
    }

    void close(@Disposes Outside outside) {
        outside.close();
    }
}
