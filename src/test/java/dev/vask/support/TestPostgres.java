package dev.vask.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real Postgres: the one that {@code VASK_TEST_DATABASE_URL} names ({@code postgresql://user:password@host:port/db}, a user who
 * may create databases), or else one that is started for all tests of this process.
 */
public final class TestPostgres {

    private static final String GIVEN = System.getenv("VASK_TEST_DATABASE_URL");
    private static final AtomicInteger MADE = new AtomicInteger();

    private TestPostgres() {}

    /** A new, empty database there, gone with the server or left behind for whoever keeps it. */
    public static TestDatabase database() {
        TestDatabase first = GIVEN == null ? Shared.FIRST : TestDatabase.at(URI.create(GIVEN));
        String name = "vask_test_%d_%d".formatted(ProcessHandle.current().pid(), MADE.incrementAndGet());
        first.execute("create database " + name);
        return first.named(name);
    }

    private static final class Shared {
        static final TestDatabase FIRST = start();

        private static TestDatabase start() {
            try {
                // Its data end with the process, as it does.
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .start();
                return new TestDatabase("localhost", server.getPort(), "postgres", "postgres", "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
