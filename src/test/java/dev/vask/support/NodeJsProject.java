package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Node.js project with {@code package.json} and {@code test/*.test.js}, whose tests run with Node's test runner. */
public final class NodeJsProject {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Duration TEST_TIMEOUT = Duration.ofSeconds(60);

    private final Path folder;
    private final Path output;
    private final Duration testTimeout;
    private final Duration timeout;

    /**
     * Creates a reference to a project.
     *
     * @param folder the folder of the project
     * @param output the folder for the output of the tools; created if it does not exist
     */
    public NodeJsProject(Path folder, Path output) {
        this(folder, output, TEST_TIMEOUT, TIMEOUT);
    }

    /** A project with other timeouts: of each file of tests, and of all together. */
    public NodeJsProject(Path folder, Path output, Duration testTimeout, Duration timeout) {
        this.folder = folder.toAbsolutePath();
        this.output = output.toAbsolutePath();
        this.testTimeout = testTimeout;
        this.timeout = timeout;
    }

    /** Whether Node.js and npm are installed. */
    public static boolean isAvailable() {
        return Stream.of("node", "npm")
                .allMatch(tool -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))));
    }

    /** Installs the dependencies of the lock file, unless they are installed already. */
    public void install() throws IOException, InterruptedException {
        synchronized (NodeJsProject.class) {
            installIfChanged();
        }
    }

    private void installIfChanged() throws IOException, InterruptedException {
        Path lockFile = folder.resolve("package-lock.json");
        Path installed = folder.resolve("node_modules/.installed-lock.json");
        if (Files.exists(installed) && Files.mismatch(lockFile, installed) == -1) {
            return;
        }
        int status = run(output.resolve("npm.log"), Map.of(), List.of("npm", "ci", "--no-audit", "--no-fund"));
        if (status != 0) {
            throw new AssertionError(
                    "npm ci ended with status %d:%n%s".formatted(status, tail(output.resolve("npm.log"))));
        }
        Files.copy(lockFile, installed);
    }

    /** Runs all tests with additional environment variables. Returns their results in order. */
    public List<NodeJsTest> run(Map<String, String> variables) throws IOException, InterruptedException {
        Path log = output.resolve("tests.log");
        Path report = output.resolve("tests.jsonl");
        List<String> command = new ArrayList<>(List.of(
                "node",
                "--test",
                "--test-timeout=" + testTimeout.toMillis(),
                "--test-reporter=spec",
                "--test-reporter-destination=stdout",
                "--test-reporter=" + NodeJsProject.class.getResource("report.mjs"),
                "--test-reporter-destination=" + report));
        command.addAll(testFiles());
        int status = run(log, variables, command);
        List<NodeJsTest> tests = Files.exists(report)
                ? Files.readAllLines(report).stream().map(NodeJsTest::parse).toList()
                : List.of();
        if (tests.isEmpty() || (status != 0 && tests.stream().allMatch(NodeJsTest::passed))) {
            throw new AssertionError("node --test ended with status %d after %d tests that passed; the end of %s:%n%s"
                    .formatted(status, tests.size(), log, tail(log)));
        }
        return tests;
    }

    /**
     * Runs a tool of the project, for example {@code npx tsc}.
     *
     * @throws AssertionError with its output if it fails
     */
    public void runTool(String... command) throws IOException, InterruptedException {
        Path log = output.resolve("tool.log");
        int status = run(log, Map.of(), List.of(command));
        if (status != 0) {
            throw new AssertionError(
                    "%s ended with status %d:%n%s".formatted(String.join(" ", command), status, tail(log)));
        }
    }

    private List<String> testFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("test"))) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(file -> file.endsWith(".test.js"))
                    .sorted()
                    .toList();
        }
    }

    private int run(Path log, Map<String, String> variables, List<String> command)
            throws IOException, InterruptedException {
        Files.createDirectories(output);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("%s took longer than %d s; the end of %s:%n%s"
                    .formatted(String.join(" ", command.subList(0, 2)), timeout.toSeconds(), log, tail(log)));
        }
        return process.exitValue();
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), UTF_8).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
