package dev.vask.apps.postgres;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** A start error as one line for the operator: where, what is wrong, and what to do. */
record DatabaseStartError(DatabaseUrl url, String username) {

    private static final String NO_TLS = "does not support SSL";

    /** An error of the schema. */
    String ofSchema(String what) {
        return "The schema of database %s %s".formatted(url, what);
    }

    /** A schema that cannot be used, with the reason that Flyway or Postgres gives. */
    String ofUnusableSchema(@Nullable String reason) {
        return ofSchema("cannot be used: " + oneLine(reason));
    }

    /** A failure to read or encrypt the secrets. */
    String ofSecrets(Throwable failure) {
        Throwable root =
                Stream.iterate(failure, it -> it != null, Throwable::getCause).reduce(failure, (outer, inner) -> inner);
        return "Cannot encrypt the secrets in database %s: %s"
                .formatted(url, oneLine(root.getMessage() == null ? root.toString() : root.getMessage()));
    }

    /** An error of Flyway. */
    String explain(FlywayException failure) {
        SQLException error = (SQLException) Stream.iterate((Throwable) failure, it -> it != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .findFirst()
                .orElse(null);
        return error == null ? withoutSql(failure) : sql(error);
    }

    private String withoutSql(FlywayException failure) {
        if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return ofSchema(
                    "contains tables of another application. Create a database for Vask, and set VASK_DATABASE_URL to it.");
        }
        return ofUnusableSchema(failure.getMessage());
    }

    private String sql(SQLException error) {
        String message = oneLine(
                error.getCause() == null ? error.getMessage() : error.getCause().toString());
        if (message.contains(NO_TLS)) {
            return ("Database %s does not offer TLS (%s). Turn TLS on in Postgres (ssl = on), or, on a network that you trust, set"
                            + " sslmode=disable in VASK_DATABASE_URL.")
                    .formatted(url, message);
        }
        return switch (kind(error.getSQLState())) {
            case "28", "password" ->
                "Database %s rejected user '%s' (%s). Set VASK_DATABASE_USERNAME and".formatted(url, username, message)
                        + " VASK_DATABASE_PASSWORD.";
            case "3D" ->
                "Database %s does not exist (%s). Create it, or set VASK_DATABASE_URL.".formatted(url, message);
            case "42" ->
                "User '%s' may not change database %s (%s). Grant the privilege, or set VASK_DATABASE_USERNAME to the owner."
                        .formatted(username, url, message);
            case "08" -> "Cannot reach database %s (%s). Start it, or set VASK_DATABASE_URL.".formatted(url, message);
            default -> ofUnusableSchema(message);
        };
    }

    /** The class of an SQL state. For a missing password the driver reports a rejected connection. */
    private static String kind(@Nullable String state) {
        if (state == null || state.length() < 2) {
            return "08";
        }
        return state.equals("08004") ? "password" : state.substring(0, 2);
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
