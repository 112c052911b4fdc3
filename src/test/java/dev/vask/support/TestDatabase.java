package dev.vask.support;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A database of the tests, and {@code psql} to it. */
public record TestDatabase(String host, int port, String name, String username, String password) {

    /** The database that a URL names, with user and password in it. */
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

    /** Its address as {@code vask.database.url} takes it. */
    public String url() {
        return "postgresql://%s:%d/%s".formatted(host, port, name);
    }

    /** The settings of a server that keeps its apps here. */
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

    /** Executes statements, as one transaction if there are several. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the first row that a query answers. */
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

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:" + url(), username, password);
    }
}
