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

/** A folder with {@code package.json} and {@code test/*.test.js}, whose tests Node's own runner runs. */
public final class NodeProject {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PATIENCE_WITH_A_TEST = Duration.ofSeconds(60);

    private final Path folder;
    private final Path output;

    /**
     * Names the project.
     *
     * @param folder of the project
     * @param output where what the tools print goes, made if need be
     */
    public NodeProject(Path folder, Path output) {
        this.folder = folder.toAbsolutePath();
        this.output = output.toAbsolutePath();
    }

    /** Whether this machine has Node and npm. */
    public static boolean isPossible() {
        return Stream.of("node", "npm")
                .allMatch(tool -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))));
    }

    /** Installs exactly what the lock file says, unless that is there already. */
    public void install() throws IOException, InterruptedException {
        synchronized (NodeProject.class) {
            installAlone();
        }
    }

    private void installAlone() throws IOException, InterruptedException {
        Path wanted = folder.resolve("package-lock.json");
        Path installed = folder.resolve("node_modules/.installed-lock.json");
        if (Files.exists(installed) && Files.mismatch(wanted, installed) == -1) {
            return;
        }
        int status = run(output.resolve("npm.log"), Map.of(), List.of("npm", "ci", "--no-audit", "--no-fund"));
        if (status != 0) {
            throw new AssertionError(
                    "npm ci ended with status %d:%n%s".formatted(status, tail(output.resolve("npm.log"))));
        }
        Files.copy(wanted, installed);
    }

    /** Runs all tests, with these variables besides the environment's, and answers how each ended, in order. */
    public List<NodeTest> run(Map<String, String> variables) throws IOException, InterruptedException {
        Path printed = output.resolve("tests.log");
        Path reported = output.resolve("tests.jsonl");
        List<String> command = new ArrayList<>(List.of(
                "node",
                "--test",
                "--test-timeout=" + PATIENCE_WITH_A_TEST.toMillis(),
                "--test-reporter=spec",
                "--test-reporter-destination=stdout",
                "--test-reporter=./support/report.js",
                "--test-reporter-destination=" + reported));
        command.addAll(testFiles());
        int status = run(printed, variables, command);
        List<NodeTest> tests = Files.exists(reported)
                ? Files.readAllLines(reported).stream().map(NodeTest::parse).toList()
                : List.of();
        if (tests.isEmpty() || (status != 0 && tests.stream().allMatch(NodeTest::passed))) {
            throw new AssertionError("node --test ended with status %d after %d tests that passed; the end of %s:%n%s"
                    .formatted(status, tests.size(), printed, tail(printed)));
        }
        return tests;
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
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("%s took longer than %d s; the end of %s:%n%s"
                    .formatted(String.join(" ", command.subList(0, 2)), PATIENCE.toSeconds(), log, tail(log)));
        }
        return process.exitValue();
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), UTF_8).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
