package dev.slipway.demo;

import jakarta.inject.Singleton;

/** Where the demo speaks to the person who started it, apart from the log. */
@Singleton
final class Console {
    @SuppressWarnings("SystemOut") // a person reads this, not a log file
    void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
