package dev.slipway.node;

/**
 * How a job stands, as the node says.
 *
 * @param exitCode the script's exit status; -1 unless {@link State#DONE} (or acknowledged from there)
 * @param generation of the log; a change means that output was dropped
 * @param logSize bytes in the present generation of the log
 * @param logComplete no more output will come
 */
public record JobStatus(State state, int exitCode, int generation, long logSize, boolean logComplete) {

    /** States of {@code RELIABILITY.md} part 2.4, in the order of life. */
    public enum State {
        /** No such job here. */
        NONE,
        /** Its upload is not complete. */
        PARTIAL,
        /** Complete, not started. */
        READY,
        /** Decided to run, not yet executing. */
        STARTING,
        /** Executing. */
        RUNNING,
        /** The script ended, its result is not yet recorded. */
        FINISHING,
        /** Ended with an exit code. */
        DONE,
        /** Cancelled before it started: never ran and never will. */
        ABANDONED,
        /** Its supervisor died before the script began: provably did not run. */
        NEVER_RAN,
        /** Its supervisor died, the script's processes live. */
        ORPHAN,
        /** Its supervisor died or the node rebooted after the script began: the outcome is unknown. */
        LOST;

        /** Whether the job will change no more by itself. */
        public boolean over() {
            return switch (this) {
                case NONE, PARTIAL, READY, STARTING, RUNNING, FINISHING, ORPHAN -> false;
                case DONE, ABANDONED, NEVER_RAN, LOST -> true;
            };
        }
    }
}
