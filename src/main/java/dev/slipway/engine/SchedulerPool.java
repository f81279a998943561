package dev.slipway.engine;

import dev.slipway.history.OwnPool;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** A small connection pool of the scheduler's own, so that nothing else can starve heartbeats. */
@ApplicationScoped
class SchedulerPool {
    private static final int CONNECTIONS = 4;
    private final Config config;
    private @Nullable AgroalDataSource pool;

    SchedulerPool(Config config) {
        this.config = config;
    }

    DataSource open() {
        var made = OwnPool.of(CONNECTIONS, config);
        pool = made;
        return made;
    }

    void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
