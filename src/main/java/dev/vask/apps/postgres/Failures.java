package dev.vask.apps.postgres;

import dev.vask.apps.AppsUnavailableException;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.stream.Stream;

/** What went wrong with a database: it is away, or it does not like what it was told. */
final class Failures {

    /** Classes of SQL states of a server that cannot serve now: connection, resources, operator. */
    private static final List<String> AWAY = List.of("08", "53", "57");

    private Failures() {}

    /** The failure as callers of {@code AppStore} know it. */
    static Throwable translate(Throwable failure) {
        if (failure instanceof RefusedReplacement refused) {
            return refused.reason();
        }
        return saysSomethingElse(failure)
                ? new IllegalStateException("Postgres rejected the statement", failure)
                : new AppsUnavailableException("the app database cannot be reached", failure);
    }

    private static boolean saysSomethingElse(Throwable failure) {
        return causes(failure)
                .anyMatch(it -> it instanceof PgException said && AWAY.stream().noneMatch(said.getSqlState()::startsWith));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, it -> it != null, Throwable::getCause);
    }
}
