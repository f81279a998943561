package dev.slipway.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.audit.Audit;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** What was filled in so far while setting up; it outlives the browser, so that nobody is asked twice. */
@ApplicationScoped
class SetupDrafts {
    private final DataSource database;
    private final ObjectMapper json;
    private final Audit audit;

    SetupDrafts(DataSource database, ObjectMapper json, Audit audit) {
        this.audit = audit;
        this.database = database;
        this.json = json;
    }

    Map<String, String> read() {
        try (var connection = database.getConnection()) {
            var stored = Sql.list(connection, row -> row.getString(1), "select answers from setup_draft");
            return stored.isEmpty()
                    ? new TreeMap<>()
                    : new TreeMap<>(json.readValue(stored.getFirst(), new TypeReference<Map<String, String>>() {}));
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("The answers so far could not be read", e);
        }
    }

    /** Keeps them, and says in the audit which of them changed. */
    @Transactional
    void write(Map<String, String> answers, String by) {
        var before = read();
        var changed = Stream.concat(before.keySet().stream(), answers.keySet().stream())
                .filter(field -> !answers.getOrDefault(field, "").equals(before.getOrDefault(field, "")))
                .distinct()
                .sorted()
                .toList();
        if (changed.isEmpty()) {
            return;
        }
        try (var connection = database.getConnection()) {
            Sql.update(
                    connection,
                    "insert into setup_draft (answers) values (?::jsonb)"
                            + " on conflict (only_one) do update set answers = excluded.answers",
                    json.writeValueAsString(answers));
            audit.record(by, "setup.answer", "setup", String.join(", ", changed));
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("The answers could not be stored", e);
        }
    }
}
