package dev.slipway.fleet;

/** Brings the newest release of the application again and again. */
public record ScheduleRule(Cron cron) {
    /** What its firings are kept under; a rule with another time is another rule. */
    public String name() {
        return cron.told();
    }
}
