package dev.slipway;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where Slipway starts. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Starts Slipway and returns when it has stopped. */
    public static void main(String... args) {
        Quarkus.run(args);
    }
}
