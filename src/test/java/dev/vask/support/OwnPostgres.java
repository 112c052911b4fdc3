package dev.vask.support;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A Postgres of one test's own, which it may stop and start; it keeps its port and what is in it. */
public final class OwnPostgres implements AutoCloseable {

    private final Path data;
    private EmbeddedPostgres server;
    private String frozen = "";

    /** A server that runs. */
    public OwnPostgres() {
        try {
            data = Files.createTempDirectory("vask-postgres");
            server = builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its first database. */
    public TestDatabase database() {
        return new TestDatabase("localhost", server.getPort(), "postgres", "postgres", "postgres");
    }

    /** Kills it and all its processes: what it had not written down it has to find again, and it serves nobody until it has. */
    public void crash() {
        Path lock = data.resolve("postmaster.pid");
        try {
            ProcessHandle postmaster = ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(lock).getFirst()))
                    .orElseThrow();
            signal("STOP", String.valueOf(postmaster.pid())); // so that it has no more children than are killed with it
            List<ProcessHandle> all = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            await("Postgres is gone").until(() -> all.stream().noneMatch(OwnPostgres::runs));
            Files.delete(lock); // whose process id may be another's by the time of the next start
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stop();
    }

    /** Whether it does something still: one that is dead and that nobody has asked after has no command. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** Stops it at once: connections break, and new ones are refused. */
    public void stop() {
        if (!frozen.isEmpty()) {
            signal("CONT", frozen);
            frozen = "";
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again, as it was. */
    public void start() {
        try {
            server = builder().setPort(server.getPort()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * With what a Postgres does by itself and this one would not, to say that a commit is done once it is written down; and with
     * no socket file, which would outlive a crash.
     */
    private EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("unix_socket_directories", "");
    }

    /** Freezes the connections that there are, as a network does that loses packets and says nothing; new ones work. */
    public void freezeConnections() {
        frozen = database()
                .query("select string_agg(pid::text, ' ') from pg_stat_activity"
                        + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
        signal("STOP", frozen);
    }

    private static void signal(String name, String processes) {
        try {
            new ProcessBuilder("kill -%s %s".formatted(name, processes).split(" "))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes it offer TLS, with a certificate for {@code localhost} that it signs itself. */
    public TestCertificate encrypt() {
        TestCertificate certificate = TestCertificate.forHost("localhost");
        database().execute("alter system set ssl_cert_file = '%s'".formatted(certificate.certificate()));
        database().execute("alter system set ssl_key_file = '%s'".formatted(certificate.key()));
        database().execute("alter system set ssl = on");
        database().execute("select pg_reload_conf()");
        await().until(() -> database().query("show ssl").equals("on"));
        return certificate;
    }

    /** Makes it ask one user for a password, as it does not by itself. */
    public void requirePassword(String username, String password) {
        try {
            Path rules = data.resolve("pg_hba.conf");
            Files.writeString(rules, "host all %s all scram-sha-256%n%s".formatted(username, Files.readString(rules)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database().execute("create user %s password '%s'".formatted(username, password));
        database().execute("select pg_reload_conf()");
    }

    /** Stops it for good. */
    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
