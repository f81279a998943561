package dev.slipway.history;

import io.agroal.api.AgroalDataSource;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
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

    /** For what a step reads of tables that others keep. */
    @Produces
    @Singleton
    @Identifier("engine") DataSource forSteps() {
        return pool;
    }

    @PreDestroy
    void close() {
        pool.close();
    }
}
