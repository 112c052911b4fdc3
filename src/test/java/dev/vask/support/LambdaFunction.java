package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.amazon.lambda.runtime.MockEventServer;
import io.vertx.ext.web.RoutingContext;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * An instance of the function for AWS Lambda: a process of {@code target/function.zip} with the runtime interface client of AWS, which gets
 * its events from Quarkus' event server. {@code make lambda} builds the file.
 */
public final class LambdaFunction implements AutoCloseable {

    private static final Path ZIP = Path.of("target/function.zip");
    private static final String HANDLER = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Events events;
    private final Process process;
    private final long startedNanos;
    private final int managementPort;

    private LambdaFunction(Events events, Process process, long startedNanos, int managementPort) {
        this.events = events;
        this.process = process;
        this.startedNanos = startedNanos;
        this.managementPort = managementPort;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Whether {@code target/function.zip} exists. */
    public static boolean isBuilt() {
        return Files.exists(ZIP);
    }

    /** Starts an instance on the JVM with the options of the tests, and does not wait for it. */
    public static LambdaFunction start(Map<String, String> settings) {
        return start(settings, List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }

    /** Starts an instance with these options of its JVM, and does not wait for it. */
    public static LambdaFunction start(Map<String, String> settings, List<String> jvmOptions) {
        int managementPort = RedisProcess.freePort();
        Map<String, String> all = new HashMap<>(Map.of(
                "vask.role",
                "function",
                "vask.edge.trusted-proxies",
                "127.0.0.1/32",
                "vask.management.port",
                Integer.toString(managementPort),
                "quarkus.http.port",
                Integer.toString(RedisProcess.freePort()),
                "vertx.disableURIValidation",
                "true",
                "io.netty.bootstrap.extensions",
                "serviceload"));
        all.putAll(settings);
        Events events = new Events();
        try {
            Path task = unzipped();
            events.start(RedisProcess.freePort());
            List<String> command = Stream.of(
                            Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString()),
                            jvmOptions.stream(),
                            all.entrySet().stream().map(it -> "-D%s=%s".formatted(it.getKey(), it.getValue())),
                            Stream.of("-cp", classPath(task), AWSLambda.class.getName(), HANDLER))
                    .flatMap(it -> it)
                    .toList();
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log());
            builder.environment().keySet().removeIf(ServerProcess::isSetting);
            builder.environment()
                    .putAll(Map.of(
                            "AWS_LAMBDA_RUNTIME_API",
                            "127.0.0.1:%d/_lambda_".formatted(events.getPort()),
                            "LAMBDA_TASK_ROOT",
                            task.toString(),
                            "_HANDLER",
                            HANDLER,
                            "AWS_LAMBDA_FUNCTION_NAME",
                            "vask",
                            "AWS_LAMBDA_FUNCTION_VERSION",
                            "1",
                            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                            "1024"));
            long startedNanos = System.nanoTime();
            return new LambdaFunction(events, builder.start(), startedNanos, managementPort);
        } catch (IOException e) {
            throw new UncheckedIOException("the function's process did not start", e);
        }
    }

    private static File log() {
        return Path.of(
                        "target",
                        "function-%d-%d.log".formatted(ProcessHandle.current().pid(), STARTED.incrementAndGet()))
                .toFile();
    }

    /** As the runtime has it: the function, its jars, and the runtime interface client. */
    private static String classPath(Path task) throws IOException {
        try (Stream<Path> jars = Files.list(task.resolve("lib"))) {
            return Stream.of(
                            Stream.of(task.toString()),
                            jars.map(Path::toString).sorted(),
                            Stream.of(AWSLambda.class, PojoSerializer.class, SdkInternalThreadLocal.class)
                                    .map(LambdaFunction::location))
                    .flatMap(it -> it)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static String location(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    /** The directory with the content of the file. It is kept for further runs. */
    private static synchronized Path unzipped() throws IOException {
        Path tasks = Files.createDirectories(Path.of("target/lambda-task")).toAbsolutePath();
        Path directory = tasks.resolve("task-" + Files.getLastModifiedTime(ZIP).toMillis());
        if (Files.exists(directory)) {
            return directory;
        }
        Path part = Files.createTempDirectory(tasks, "part-");
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(ZIP))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = part.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
        try {
            return Files.move(part, directory);
        } catch (FileAlreadyExistsException e) {
            return directory; // another process was faster
        }
    }

    /** Waits until it asks for its first event. Returns the time since its process started. */
    public Duration awaitInit() {
        long ready = events.firstPoll
                .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
        return Duration.ofNanos(ready - startedNanos);
    }

    /** Sends an event, after those that were sent before. Returns the result, and fails if the function fails. */
    public JsonNode invoke(JsonNode event) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the function has ended with status " + process.exitValue());
        }
        Response result = Http.request(
                TIMEOUT,
                "POST",
                URI.create("http://127.0.0.1:%d/_lambda_".formatted(events.getPort())),
                event.toString().getBytes(UTF_8),
                "Content-Type",
                "application/json");
        return Json.parse(result.expect(200).body());
    }

    /** The base URL of its management port. */
    public URI management() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    /** The id of its process. */
    public long pid() {
        return process.pid();
    }

    /** Kills it. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            events.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a function ends", e);
        }
    }

    /** The event server, which records when it is asked for the first event. */
    private static final class Events extends MockEventServer {

        final CompletableFuture<Long> firstPoll = new CompletableFuture<>();

        @Override
        public void nextEvent(RoutingContext context) {
            firstPoll.complete(System.nanoTime());
            super.nextEvent(context);
        }
    }
}
