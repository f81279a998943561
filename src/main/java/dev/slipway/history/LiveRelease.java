package dev.slipway.history;

import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Node;
import dev.slipway.fleet.Strategy.OnFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which release is live in a fleet: what the newest deployment or rollback brought that ended with success. One that
 * failed and went on, because the strategy says so, made its release live too when most nodes prove it.
 *
 * @param by the number of the deployment that made it live
 * @param settled whether that is beyond doubt. It is not after a failure or a cancellation that left nodes with
 *     different releases: which of them is late is then for a person to say
 * @param before the release that was live before; null: none
 */
public record LiveRelease(
        String release,
        long by,
        @Nullable Instant since,
        boolean settled,
        @Nullable String before) {
    private static final String SUCCEEDED = "succeeded";

    private record Past(
            long number,
            String release,
            String status,
            @Nullable Instant finished) {
        boolean succeeded() {
            return status.equals(SUCCEEDED);
        }

        /** In spite of a failure, because the strategy says so. */
        boolean wentOn(Fleet fleet) {
            return status.equals("failed") && fleet.strategy().onFailure() == OnFailure.CONTINUE;
        }
    }

    /** The fleet's; empty when nothing was ever live. */
    public static Optional<LiveRelease> find(Connection c, Fleet fleet) throws SQLException {
        var past = past(c, fleet.name());
        var good = past.stream().filter(Past::succeeded).toList();
        if (past.isEmpty()) {
            return Optional.empty();
        }
        var newest = past.getFirst();
        if (newest.succeeded()) {
            return Optional.of(of(newest, true, good));
        }
        var proved = proved(c, fleet);
        if (newest.wentOn(fleet)
                && proved.getOrDefault(newest.release(), 0) * 2 > fleet.nodes().size()) {
            return Optional.of(of(newest, true, good));
        }
        return good.stream()
                .findFirst()
                .map(last -> of(last, Set.of(last.release()).containsAll(proved.keySet()), good));
    }

    private static LiveRelease of(Past live, boolean settled, List<Past> good) {
        var before = good.stream()
                .map(Past::release)
                .filter(release -> !release.equals(live.release()))
                .findFirst()
                .orElse(null);
        return new LiveRelease(live.release(), live.number(), live.finished(), settled, before);
    }

    /** Newest first: the last fifty successes, and the newest of all that began. */
    private static List<Past> past(Connection c, String fleet) throws SQLException {
        return Sql.list(
                c,
                row -> new Past(row.getLong(1), row.getString(2), row.getString(3), Sql.instant(row, "finished_at")),
                """
                select number, release, status, finished_at from deployment
                 where fleet = ? and kind in ('deploy', 'rollback') and started_at is not null
                   and (status = 'succeeded' or number = (
                     select max(number) from deployment where fleet = ? and kind in ('deploy', 'rollback')
                        and started_at is not null and finished_at is not null))
                 order by number desc limit 50""",
                fleet,
                fleet);
    }

    private static Map<String, Integer> proved(Connection c, Fleet fleet) throws SQLException {
        var names = fleet.nodes().stream().map(Node::name).toArray(String[]::new);
        var proved = new HashMap<String, Integer>();
        for (var release : Sql.list(
                c,
                row -> row.getString(1),
                "select proved from node_record where fleet = ? and proved is not null and node = any (?)",
                fleet.name(),
                c.createArrayOf("text", names))) {
            proved.merge(release, 1, Integer::sum);
        }
        return proved;
    }
}
