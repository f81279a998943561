package dev.slipway.engine;

import dev.slipway.deployment.NodeRecord;
import dev.slipway.history.Journal.JournalUnavailable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which deployment of a fleet is under way, and which one comes next. */
public interface Queue {
    /** A deployment's row. */
    record Row(long number, String fleet, long lastLine, boolean started, boolean over) {}

    /** The deployment's row; null when there is none. */
    @Nullable Row row(long number) throws JournalUnavailable;

    /** Makes it the fleet's one started deployment, if none is under way and none waits longer. */
    boolean claim(long number, String fleet) throws JournalUnavailable;

    /**
     * Deployments that should be worked on now: started and not waiting for a person, told something, or first in a
     * fleet's queue.
     */
    List<Long> due() throws JournalUnavailable;

    /** How often the deployment was woken so far. */
    long wakeSeq(long number) throws JournalUnavailable;

    /** What is known of a fleet's nodes. */
    Map<String, NodeRecord> records(String fleet) throws JournalUnavailable;
}
