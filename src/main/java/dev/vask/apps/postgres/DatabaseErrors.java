package dev.vask.apps.postgres;

import dev.vask.apps.AppsUnavailableException;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.stream.Stream;

/** Maps failures of the database: it is unreachable, or it rejected a statement. */
final class DatabaseErrors {

    /** SQL state classes of a server that is not available: connection, resources, operator intervention. */
    private static final List<String> AWAY = List.of("08", "53", "57");

    private DatabaseErrors() {}

    /** The failure for callers of {@code AppStore}. */
    static Throwable translate(Throwable failure) {
        if (failure instanceof ReplacementException refused) {
            return refused.reason();
        }
        return saysSomethingElse(failure)
                ? new IllegalStateException("Postgres rejected the statement", failure)
                : new AppsUnavailableException("the app database cannot be reached", failure);
    }

    private static boolean saysSomethingElse(Throwable failure) {
        return causes(failure)
                .anyMatch(it ->
                        it instanceof PgException said && AWAY.stream().noneMatch(said.getSqlState()::startsWith));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, it -> it != null, Throwable::getCause);
    }
}
