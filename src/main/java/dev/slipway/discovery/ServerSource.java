package dev.slipway.discovery;

import dev.slipway.fleet.DiscoveryRule;
import dev.slipway.fleet.FoundServers.Shown;

/** Something that knows which servers there are. */
public interface ServerSource {
    /** As written after {@code from:}. */
    String name();

    /** The servers that the rule asks for; changes nothing. */
    Shown look(DiscoveryRule rule) throws DiscoveryException, InterruptedException;

    /** Says that a server which waits is ready. Said twice, the second time changes nothing. */
    default void ready(DiscoveryRule rule, String id) throws DiscoveryException, InterruptedException {}
}
