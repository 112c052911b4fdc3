package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code src/main/jvm/vask} asks of the JVM. */
class LauncherTest {

    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path home;

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("src/main/jvm/vask"), home.resolve("vask"));
        executable(home.resolve("vask"));
        Files.createDirectories(home.resolve("jdk/bin"));
        Path java = Files.writeString(home.resolve("jdk/bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        executable(java);
        file("quarkus-run.jar", BUILT);
    }

    @Test
    void a_server_has_the_options_and_the_cache_that_were_made_for_it() throws IOException {
        file("vask.aot", BUILT.plusSeconds(1));

        assertThat(asked(Map.of()))
                .containsExactly("@vask.options", "-XX:AOTCache=vask.aot", "-jar", "quarkus-run.jar");
    }

    @Test
    void an_edge_has_a_cache_of_its_own() throws IOException {
        file("vask.aot", BUILT.plusSeconds(1));
        file("vask-edge.aot", BUILT.plusSeconds(1));

        assertThat(asked(Map.of("VASK_ROLE", "edge")))
                .contains("-XX:AOTCache=vask-edge.aot")
                .doesNotContain("-XX:AOTCache=vask.aot");
        assertThat(asked(Map.of("VASK_ROLE", "api"))).contains("-XX:AOTCache=vask.aot");
    }

    @Test
    void a_cache_of_an_earlier_build_is_not_used() throws IOException {
        file("vask.aot", BUILT.minusSeconds(1));

        assertThat(asked(Map.of())).containsExactly("@vask.options", "-jar", "quarkus-run.jar");
    }

    @Test
    void more_options_come_after_those_of_the_file() throws IOException {
        Files.createDirectory(home.resolve("native"));

        assertThat(asked(Map.of("JVM_OPTIONS", "-Xmx64m -Xint")))
                .containsExactly(
                        "@vask.options", "-Djava.library.path=native", "-Xmx64m", "-Xint", "-jar", "quarkus-run.jar");
    }

    @Test
    void arguments_are_for_the_command_line() throws IOException {
        file("vask.aot", BUILT.plusSeconds(1));

        assertThat(asked(Map.of(), "apps", "create", "two words"))
                .doesNotContain("-XX:AOTCache=vask.aot")
                .endsWith("-jar", "quarkus-run.jar", "apps", "create", "two words");
    }

    /** The arguments of the JVM, without the folder of the installation. */
    private List<String> asked(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("vask").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("VASK_") || name.equals("JVM_OPTIONS"));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        String folder = home.toRealPath() + "/";
        try (BufferedReader said = builder.start().inputReader()) {
            return said.lines().map(line -> line.replace(folder, "")).toList();
        }
    }

    private void file(String name, Instant modified) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
