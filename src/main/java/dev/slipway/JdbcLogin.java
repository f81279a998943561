package dev.slipway;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A login to a database that somebody else runs. */
record JdbcLogin(
        String url, @Nullable String username, @Nullable String password) {
    private static final String SECONDS = "10";

    /** Logs in once, so that a wrong address or password is one line now and not a stack trace later. */
    void tryOnce() throws StartRefused {
        Properties properties = new Properties();
        properties.setProperty("loginTimeout", SECONDS);
        properties.setProperty("connectTimeout", SECONDS);
        properties.setProperty("socketTimeout", SECONDS);
        if (username != null) {
            properties.setProperty("user", username);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        } catch (SQLException e) {
            throw new StartRefused("the database at " + publicUrl() + " cannot be used: " + withoutSecrets(e)
                    + ". Check quarkus.datasource.jdbc.url, .username and .password, and that PostgreSQL runs there;"
                    + " or unset the URL to use the embedded PostgreSQL.");
        }
    }

    /** The address without what may hold a password. */
    String publicUrl() {
        String plain = url.replaceFirst("[?].*$", "");
        return plain.replaceFirst("//[^/]*@", "//");
    }

    private String withoutSecrets(SQLException e) {
        String said = String.valueOf(e.getMessage()).replace(url, publicUrl());
        return password == null ? said : said.replace(password, "***");
    }

    @Override
    public String toString() {
        return publicUrl();
    }
}
