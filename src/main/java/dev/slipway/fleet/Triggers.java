package dev.slipway.fleet;

import java.util.List;

/**
 * What begins deployments of a fleet with nobody asking.
 *
 * @param github what GitHub's webhook may begin; the first rule that a message fits decides
 * @param schedules when the newest release is brought
 * @param supersede whether a new deployment takes the place of one that still waits in the queue
 */
public record Triggers(List<GithubRule> github, List<ScheduleRule> schedules, boolean supersede) {
    /** Nothing does. */
    public static final Triggers NONE = new Triggers(List.of(), List.of(), false);

    public Triggers {
        github = List.copyOf(github);
        schedules = List.copyOf(schedules);
    }
}
