package dev.slipway.node;

import java.time.Duration;
import java.util.Map;

/**
 * A remote command that outlives its connection.
 *
 * @param id deterministic, {@code [A-Za-z0-9._-]+}; one id is executed at most once
 * @param run fixed text for {@code sh}
 * @param folder the working folder: {@link Folder}
 * @param release the release whose folder {@link Folder#RELEASE} means
 * @param environment values for the command; sent on standard input, never in an argument
 * @param timeout after which the caller cancels it
 */
public record Job(
        String id, String run, Folder folder, String release, Map<String, String> environment, Duration timeout) {
    public Job {
        environment = Map.copyOf(environment);
    }

    /** Where a job runs. */
    public enum Folder {
        /** {@code releases/<version>}. */
        RELEASE,
        /** The deploy path itself. */
        DEPLOY_PATH
    }
}
