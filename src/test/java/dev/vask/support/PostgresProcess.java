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
import java.util.Map;
import java.util.stream.Stream;

/** A Postgres for one test, which can be stopped and started. It keeps its port and its data. */
public final class PostgresProcess implements AutoCloseable {

    private final Path data;
    private final Map<String, String> config;
    private EmbeddedPostgres server;
    private String pausedProcesses = "";

    /** Starts a new, empty server. */
    public PostgresProcess() {
        this(Map.of());
    }

    /** Starts a new, empty server with these parameters, for example {@code max_connections}. */
    public PostgresProcess(Map<String, String> config) {
        this.config = config;
        try {
            data = Files.createTempDirectory("vask-postgres");
            server = builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The default database. */
    public TestDatabase database() {
        return new TestDatabase("localhost", server.getPort(), "postgres", "postgres", "postgres");
    }

    /** Kills all its processes. At the next start it recovers from its write-ahead log before it accepts connections. */
    public void crash() {
        Path lock = data.resolve("postmaster.pid");
        try {
            ProcessHandle postmaster = ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(lock).getFirst()))
                    .orElseThrow();
            signal("STOP", String.valueOf(postmaster.pid())); // it must not start further children
            List<ProcessHandle> all = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            await("Postgres has exited").until(() -> all.stream().noneMatch(PostgresProcess::isRunning));
            Files.delete(lock); // another process may have its process id at the next start
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stop();
    }

    /** Whether a process is running. A zombie process has no command. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** Stops it immediately. Connections break, and new ones are refused. */
    public void stop() {
        if (!pausedProcesses.isEmpty()) {
            signal("CONT", pausedProcesses);
            pausedProcesses = "";
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again with its data. */
    public void start() {
        try {
            server = builder().setPort(server.getPort()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Enables synchronous commits, which the embedded server disables by default, and disables the Unix socket, whose file
     * would remain after a crash.
     */
    private EmbeddedPostgres.Builder builder() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("unix_socket_directories", "");
        config.forEach(builder::setServerConfig);
        return builder;
    }

    /** Pauses the server processes of the open connections, like a network that drops packets. New connections work. */
    public void freezeConnections() {
        pausedProcesses = database()
                .query("select string_agg(pid::text, ' ') from pg_stat_activity"
                        + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
        signal("STOP", pausedProcesses);
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

    /** Enables TLS with a self-signed certificate for {@code localhost}. */
    public TestCertificate enableTls() {
        TestCertificate certificate = TestCertificate.forHost("localhost");
        database().execute("alter system set ssl_cert_file = '%s'".formatted(certificate.certificate()));
        database().execute("alter system set ssl_key_file = '%s'".formatted(certificate.key()));
        database().execute("alter system set ssl = on");
        database().execute("select pg_reload_conf()");
        await().until(() -> database().query("show ssl").equals("on"));
        return certificate;
    }

    /** Creates a user that must log in with a password. */
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

    /** Stops it and deletes its data. */
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
