package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output and the exit status of {@code .ci/start-time}. */
class StartTimeIT {

    private record Result(int status, String output) {}

    @BeforeAll
    static void requires_linux() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "memory is read from /proc");
    }

    @Test
    void a_start_is_measured_with_its_memory_and_held_to_the_limit() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = Path.of(System.getProperty("vask.test.jar", "target/quarkus-app/quarkus-run.jar"))
                .toString();

        Result result = run("1", "1", java, "-XX:TieredStopAtLevel=1", "-jar", jar);
        assertThat(result.output())
                .containsPattern("ready after \\d+ ms, RSS [1-9]\\d+ MB")
                .containsPattern("median \\d+ ms, limit 1 ms");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void a_start_within_the_limit_passes(@TempDir Path folder) throws Exception {
        Path quick = Files.writeString(folder.resolve("quick"), """
                #!/bin/sh
                exec "%s/bin/java" -XX:TieredStopAtLevel=1 "%s"
                """.formatted(
                        System.getProperty("java.home"), Files.writeString(folder.resolve("Ready.java"), """
                void main() throws Exception {
                    try (var server = new java.net.ServerSocket(Integer.parseInt(System.getenv("PORT")))) {
                        while (true) {
                            try (var socket = server.accept()) {
                                socket.getOutputStream().write("HTTP/1.0 200 OK\\r\\n\\r\\n".getBytes());
                            } catch (java.io.IOException e) {
                                // the next one
                            }
                        }
                    }
                }
                """)));
        Files.setPosixFilePermissions(quick, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(run("600000", "1", quick.toString()).status()).isZero();
    }

    @Test
    void a_program_that_exits_is_a_failure() throws Exception {
        Result result = run("600000", "1", "false");
        assertThat(result.output()).contains("it ended before it was ready");
        assertThat(result.status()).isEqualTo(2);
    }

    private static Result run(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(Path.of(".ci/start-time").toAbsolutePath().toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        try (ServerSocket probe = new ServerSocket(0)) {
            builder.environment().put("PORT", Integer.toString(probe.getLocalPort()));
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Result(process.waitFor(), output);
    }
}
