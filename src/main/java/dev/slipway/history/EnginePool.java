package dev.slipway.history;

import io.agroal.api.AgroalDataSource;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** The engine's connections: the journal goes on when pages and requests have taken all of theirs. */
@Singleton
class EnginePool {
    private static final int CONNECTIONS = 8;
    private final AgroalDataSource pool;

    EnginePool(Config config) {
        pool = OwnPool.of(CONNECTIONS, config);
    }

    AgroalDataSource connections() {
        return pool;
    }

    @PreDestroy
    void close() {
        pool.close();
    }
}
