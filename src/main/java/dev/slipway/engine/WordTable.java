package dev.slipway.engine;

import dev.slipway.deployment.Choice;
import dev.slipway.deployment.Event;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
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
        return sql.<List<Said>, RuntimeException>answer(
                c -> Sql.list(c, row -> new Said(row.getLong(1), told(row)), """
                select id, choice, question, node, by_whom, reason from told
                 where deployment = ? and id > ? order by id""", deployment, id));
    }

    private static Event.Told told(ResultSet row) throws SQLException {
        return new Event.Told(
                Choice.valueOf(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6));
    }
}
