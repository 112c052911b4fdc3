package dev.vask.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Postgres of the tests: that of {@code VASK_TEST_DATABASE_URL} ({@code postgresql://user:password@host:port/db}; the user must
 * be allowed to create databases), or one that is started for all tests of this process.
 */
public final class TestPostgres {

    private static final String EXTERNAL_URL = System.getenv("VASK_TEST_DATABASE_URL");
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** Creates an empty database. It is not dropped from an external server. */
    public static TestDatabase database() {
        TestDatabase first = EXTERNAL_URL == null ? Shared.FIRST : TestDatabase.at(URI.create(EXTERNAL_URL));
        String name = "vask_test_%d_%d".formatted(ProcessHandle.current().pid(), DATABASES.incrementAndGet());
        first.execute("create database " + name);
        return first.named(name);
    }

    private static final class Shared {
        static final TestDatabase FIRST = start();

        private static TestDatabase start() {
            try {
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
