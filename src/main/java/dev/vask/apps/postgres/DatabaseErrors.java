package dev.vask.apps.postgres;

import dev.vask.apps.AppIdTakenException;
import dev.vask.apps.AppsUnavailableException;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Maps failures of the database: it is unreachable, or it rejected a statement. */
final class DatabaseErrors {

    /** SQL state classes of a server that is not available: connection, resources, operator intervention. */
    private static final List<String> UNAVAILABLE = List.of("08", "53", "57");

    /** Raised by a trigger of migration V10: a key or an app id belongs to another app. */
    private static final String APP_ID_TAKEN = "VA001";

    private static final Pattern TAKEN = Pattern.compile("app name (\\S+) belongs to app (\\S*)");

    /** Two transactions wrote the same key or app id at the same time, or waited for each other. Both can be repeated. */
    private static final Set<String> COLLISIONS = Set.of("23505", "40P01");

    private DatabaseErrors() {}

    /** Returns the exception for callers of {@code AppStore}. */
    static Throwable translate(Throwable failure) {
        if (failure instanceof ReplacementException rejected) {
            return rejected.reason();
        }
        if (hasState(failure, APP_ID_TAKEN::equals)) {
            return taken(failure);
        }
        return hasState(failure, state -> UNAVAILABLE.stream().noneMatch(state::startsWith))
                ? new IllegalStateException("Postgres rejected the statement", failure)
                : new AppsUnavailableException("the app database cannot be reached", failure);
    }

    private static AppIdTakenException taken(Throwable failure) {
        return causes(failure)
                .map(it -> TAKEN.matcher(String.valueOf(it.getMessage())))
                .filter(Matcher::find)
                .findFirst()
                .map(it -> new AppIdTakenException(it.group(1), it.group(2)))
                .orElseThrow();
    }

    /** Whether a transaction failed because of a concurrent one, and can be repeated. */
    static boolean isCollision(Throwable failure) {
        return hasState(failure, COLLISIONS::contains);
    }

    /** Whether Postgres has sent an error with such an SQL state. Hibernate replaces the exception of the client for some of them. */
    private static boolean hasState(Throwable failure, Predicate<String> which) {
        return causes(failure)
                .map(it -> switch (it) {
                    case PgException error -> error.getSqlState();
                    case SQLException error -> error.getSQLState();
                    default -> null;
                })
                .anyMatch(state -> state != null && which.test(state));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, it -> it != null, Throwable::getCause);
    }
}
