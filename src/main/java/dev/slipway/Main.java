package dev.slipway;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.time.Duration;

/** Where Slipway starts: first the database, then everything else; the database stops last. */
@QuarkusMain
public final class Main {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private Main() {}

    /** Starts Slipway and returns when it has stopped. */
    public static void main(String... args) {
        try {
            Database database = Database.open(Settings.read());
            database.announce();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAfterQuarkus(database), "database-last"));
        } catch (StartRefused e) {
            refuse(e);
        }
        Quarkus.run(args);
    }

    /** One line and no stack trace; logging does not work yet. */
    @SuppressWarnings("SystemOut")
    private static void refuse(StartRefused reason) {
        System.err.println("Slipway does not start: " + reason.getMessage());
        System.err.flush();
        Runtime.getRuntime().halt(1);
    }

    /** The JVM runs its hooks all at once, so this one waits until Quarkus has closed its connections. */
    private static void closeAfterQuarkus(Database database) {
        Application running = Application.currentApplication();
        if (running != null) {
            Thread waiting = Thread.ofVirtual().start(running::awaitShutdown);
            try {
                waiting.join(STOP_LIMIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        database.close();
    }
}
