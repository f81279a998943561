package dev.slipway.engine;

import dev.slipway.deployment.Choice;
import dev.slipway.deployment.Event;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What people said, in PostgreSQL. */
@ApplicationScoped
class WordTable implements Words {
    private final Sql sql;

    WordTable(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<Said> after(long deployment, long id) throws JournalUnavailable {
        try {
            return sql.<List<Said>, RuntimeException>transaction(c -> {
                var said = new ArrayList<Said>();
                try (var statement = c.prepareStatement(
                        "select id, choice, question, node, by_whom, reason from told where deployment = ? and id > ? order by id")) {
                    Sql.set(statement, deployment, id);
                    try (var rows = statement.executeQuery()) {
                        while (rows.next()) {
                            said.add(new Said(
                                    rows.getLong(1),
                                    new Event.Told(
                                            Choice.valueOf(rows.getString(2)),
                                            rows.getString(3),
                                            rows.getString(4),
                                            rows.getString(5),
                                            rows.getString(6))));
                        }
                    }
                }
                return said;
            });
        } catch (SQLException e) {
            throw new JournalUnavailable(e);
        }
    }
}
