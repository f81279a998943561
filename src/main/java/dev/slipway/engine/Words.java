package dev.slipway.engine;

import dev.slipway.deployment.Event;
import dev.slipway.history.Journal.JournalUnavailable;
import java.util.List;

/** What people said to deployments, until the coordinator takes it into the journal. */
public interface Words {
    /** What was said after this one, in order. */
    List<Said> after(long deployment, long id) throws JournalUnavailable;

    /** One word. */
    record Said(long id, Event.Told event) {}
}
