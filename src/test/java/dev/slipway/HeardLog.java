package dev.slipway;

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What Slipway writes into its own log while a test listens. */
public final class HeardLog extends Handler implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger logger;

    private HeardLog(Logger logger) {
        this.logger = logger;
    }

    /** Of this logger and all below it; an empty name: of all. */
    public static HeardLog of(String name) {
        var heard = new HeardLog(Logger.getLogger(name));
        heard.logger.addHandler(heard);
        return heard;
    }

    /** Each message with its parameters and what was thrown. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord said) {
        lines.add(said.getMessage() + " " + Arrays.toString(said.getParameters()) + " " + said.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
