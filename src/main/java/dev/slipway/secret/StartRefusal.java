package dev.slipway.secret;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Ends a start with one line and exit status 1, after everything that runs already was stopped in order. */
public final class StartRefusal {
    private StartRefusal() {}

    /** To be thrown. The line says what is wrong and what to do. */
    @SuppressWarnings("SystemOut") // the one line for a person, also where the log goes elsewhere
    public static RuntimeException of(String line) {
        var said = "Slipway does not start: " + line;
        System.err.println(said);
        // The shutdown of what never started complains about that, with a stack trace.
        Logger.getLogger("io.quarkus.runtime.shutdown.ShutdownRecorder").setLevel(Level.OFF);
        // The exception alone ends the start, but not the process.
        Quarkus.asyncExit(1);
        return new PreventFurtherStepsException(said, 1);
    }
}
