package dev.slipway.matrix;

import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** An instance whose clock is ten minutes ahead. */
@Alternative
@ApplicationScoped
public class ClockAhead implements QuarkusTestProfile {
    static final Duration AHEAD = Duration.ofMinutes(10);

    @Produces
    @Singleton
    InstantSource clock() {
        return () -> InstantSource.system().instant().plus(AHEAD);
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(ClockAhead.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("slipway.engine.heartbeat", "500ms");
    }
}
