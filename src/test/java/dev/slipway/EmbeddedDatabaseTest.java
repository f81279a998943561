package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    private final Path folder;

    EmbeddedDatabaseTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void keeps_its_data_when_the_program_was_killed_and_the_server_lived_on() throws Exception {
        Home home = Home.take(folder);
        EmbeddedDatabase left = EmbeddedDatabase.start(home);
        try (Connection connection = connect(left, left.password())) {
            connection.createStatement().execute("create table kept as select 42 as answer");
        }

        EmbeddedDatabase next = EmbeddedDatabase.start(home);

        try (Connection connection = connect(next, next.password())) {
            var answer = connection.createStatement().executeQuery("select answer from kept");
            answer.next();
            assertThat(answer.getInt(1)).isEqualTo(42);
            assertThat(setting(connection, "fsync")).isEqualTo("on");
            assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(connection, "full_page_writes")).isEqualTo("on");
        } finally {
            next.close();
        }
        assertThat(folder.resolve("db/postmaster.pid")).doesNotExist();
    }

    @Test
    void refuses_a_login_without_its_password() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(Home.take(folder));
        try {
            assertThatThrownBy(() -> connect(database, "wrong")).isInstanceOf(SQLException.class);
        } finally {
            database.close();
        }
    }

    @Test
    void starts_where_the_process_number_of_a_dead_server_belongs_to_another_program() throws Exception {
        Home home = Home.take(folder);
        EmbeddedDatabase.start(home).close();
        long myself = ProcessHandle.current().pid();
        Files.writeString(home.database().resolve("postmaster.pid"), myself + "\n" + home.database() + "\n");

        EmbeddedDatabase database = EmbeddedDatabase.start(home);

        database.close();
    }

    @Test
    void a_home_has_one_owner() throws Exception {
        Home.take(folder);

        assertThatThrownBy(() -> Home.take(folder))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("another Slipway uses the home");
    }

    @Test
    void names_a_database_without_its_secrets() {
        JdbcLogin login = new JdbcLogin("jdbc:postgresql://me:hidden@127.0.0.1:1/x?password=hidden", "me", "hidden");

        assertThatThrownBy(login::tryOnce)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/x")
                .hasMessageNotContaining("hidden");
    }

    private static Connection connect(EmbeddedDatabase database, String password) throws SQLException {
        return DriverManager.getConnection(database.url(), EmbeddedDatabase.USER, password);
    }

    private static String setting(Connection connection, String name) throws SQLException {
        var result = connection.createStatement().executeQuery("show " + name);
        result.next();
        return result.getString(1);
    }
}
