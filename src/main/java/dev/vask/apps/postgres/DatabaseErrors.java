package dev.vask.apps.postgres;

import dev.vask.apps.AppsUnavailableException;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.stream.Stream;

/** Maps failures of the database: it is unreachable, or it rejected a statement. */
final class DatabaseErrors {

    /** SQL state classes of a server that is not available: connection, resources, operator intervention. */
    private static final List<String> UNAVAILABLE = List.of("08", "53", "57");

    private DatabaseErrors() {}

    /** Returns the exception for callers of {@code AppStore}. */
    static Throwable translate(Throwable failure) {
        if (failure instanceof ReplacementException rejected) {
            return rejected.reason();
        }
        return isRejection(failure)
                ? new IllegalStateException("Postgres rejected the statement", failure)
                : new AppsUnavailableException("the app database cannot be reached", failure);
    }

    private static boolean isRejection(Throwable failure) {
        return causes(failure)
                .anyMatch(it -> it instanceof PgException error
                        && UNAVAILABLE.stream().noneMatch(error.getSqlState()::startsWith));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, it -> it != null, Throwable::getCause);
    }
}
