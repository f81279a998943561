package dev.slipway.discovery;

import dev.slipway.fleet.Fleets;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.LiveRelease;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;

/** What deployments wrote down about nodes. */
@ApplicationScoped
class KnownNodes {
    private final Sql sql;
    private final Fleets fleets;

    KnownNodes(Sql sql, Fleets fleets) {
        this.sql = sql;
        this.fleets = fleets;
    }

    /** Names of the nodes that Slipway has out of rotation, or that a person had it take out. */
    Set<String> out(String fleet) throws JournalUnavailable {
        return sql.<Set<String>, RuntimeException>answer(c -> new HashSet<>(Sql.list(
                c,
                row -> row.getString(1),
                "select node from node_record where fleet = ? and (drained_by is not null or out_by is not null)",
                fleet)));
    }

    /** Names of the nodes that proved the fleet's live release. */
    Set<String> provedLive(String name) throws JournalUnavailable {
        var fleet = fleets.find(name);
        if (fleet.isEmpty()) {
            return Set.of();
        }
        return sql.<Set<String>, RuntimeException>answer(c -> {
            var live = LiveRelease.find(c, fleet.get());
            return live.isEmpty()
                    ? Set.of()
                    : new HashSet<>(Sql.list(
                            c,
                            row -> row.getString(1),
                            "select node from node_record where fleet = ? and proved = ?",
                            name,
                            live.get().release()));
        });
    }
}
