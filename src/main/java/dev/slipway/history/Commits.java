package dev.slipway.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionManager;
import java.util.Optional;
import javax.sql.DataSource;

/** From which commit a release was made, where somebody said so. */
@ApplicationScoped
public class Commits {
    private final Sql sql;

    Commits(DataSource database, TransactionManager transactions) {
        this.sql = new Sql(database, transactions);
    }

    /** The commit as it was given; empty: nobody said. */
    public Optional<String> of(String application, String version) {
        return sql.ask(c -> Sql.list(
                        c,
                        row -> Optional.ofNullable(row.getString(1)),
                        "select commit_id from release where application = ? and version = ?",
                        application,
                        version)
                .stream()
                .findFirst()
                .flatMap(found -> found));
    }
}
