package dev.slipway.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.deployment.NodeRecord.TakenOut;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Columns of {@code node_record} that are read in several places. */
public final class NodeRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NodeRows() {}

    /** Who took the node out; null: nobody. */
    public static @Nullable TakenOut takenOut(ResultSet row) throws SQLException {
        var by = row.getString("out_by");
        return by == null
                ? null
                : new TakenOut(
                        by,
                        row.getString("out_reason"),
                        Objects.requireNonNull(Sql.instant(row, "out_at")),
                        row.getObject("out_deployment", Long.class));
    }

    /** What its members weighed when they were put back, by balancer. */
    public static Map<String, Integer> weights(ResultSet row) throws SQLException {
        var json = row.getString("weights");
        try {
            return json == null ? Map.of() : JSON.readValue(json, new TypeReference<Map<String, Integer>>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("The weights of a node cannot be read", e);
        }
    }

    /** As they are stored. */
    public static String weights(Map<String, Integer> weights) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(weights));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Weights could not be written", e);
        }
    }
}
