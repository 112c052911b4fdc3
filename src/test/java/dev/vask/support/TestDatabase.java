package dev.vask.support;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A database for tests, and a way to run SQL statements in it. */
public record TestDatabase(String host, int port, String name, String username, String password) {

    private static final String RESPONSE_TIMEOUT_MILLIS = "60000";

    /** The database of a URL that contains the user name and the password. */
    static TestDatabase at(URI url) {
        String[] user = String.valueOf(url.getUserInfo()).split(":", 2);
        return new TestDatabase(
                url.getHost(),
                url.getPort() < 0 ? 5432 : url.getPort(),
                url.getPath().substring(1),
                user[0],
                user.length > 1 ? user[1] : "");
    }

    /** Another database of the same server. */
    public TestDatabase named(String other) {
        return new TestDatabase(host, port, other, username, password);
    }

    /** Its URL for {@code vask.database.url}. */
    public String url() {
        return "postgresql://%s:%d/%s".formatted(host, port, name);
    }

    /** The settings of a server that uses this database. */
    public Map<String, String> settings() {
        return Map.of(
                "vask.database.url",
                url(),
                "vask.database.username",
                username,
                "vask.database.password",
                password,
                "vask.secrets.key",
                "c3VyZWx5LXRoaXMtaXMtMzItYnl0ZXMtb2Yta2V5LS0=");
    }

    /** Executes statements in one transaction. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the first row of a query. */
    public String query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Repeats a query on one connection until the condition is met, at least once. Passes each result as {@link #query} returns it. */
    public void queryUntil(String sql, BooleanSupplier condition, Consumer<String> results) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            boolean last;
            do {
                last = condition.getAsBoolean();
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    results.accept(rows.getString(1));
                }
            } while (!last);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        properties.setProperty(
                "sslResponseTimeout", RESPONSE_TIMEOUT_MILLIS); // the default of 5 s is short on a busy machine
        return DriverManager.getConnection("jdbc:" + url(), properties);
    }
}
