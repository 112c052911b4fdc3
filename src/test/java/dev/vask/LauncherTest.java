package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM arguments of {@code src/main/jvm/vask}. */
class LauncherTest {

    private static final Instant BUILD_TIME = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path home;

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("src/main/jvm/vask"), home.resolve("vask"));
        Files.copy(Path.of("src/main/jvm/jdk.sh"), home.resolve("jdk.sh"));
        executable(home.resolve("vask"));
        Files.createDirectories(home.resolve("jdk/bin"));
        Path java = Files.writeString(home.resolve("jdk/bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        executable(java);
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25.0.4\"\n");
        file("quarkus-run.jar", BUILD_TIME);
    }

    @Test
    void a_server_has_its_options_and_its_cache() throws IOException {
        cache("vask.aot", BUILD_TIME);

        assertThat(jvmArguments(Map.of()))
                .containsExactly("@vask.options", "-XX:AOTCache=vask.aot", "-jar", "quarkus-run.jar");
    }

    @Test
    void an_edge_has_a_cache_of_its_own() throws IOException {
        cache("vask.aot", BUILD_TIME);
        cache("vask-edge.aot", BUILD_TIME);

        assertThat(jvmArguments(Map.of("VASK_ROLE", "edge")))
                .contains("-XX:AOTCache=vask-edge.aot")
                .doesNotContain("-XX:AOTCache=vask.aot");
        assertThat(jvmArguments(Map.of("VASK_ROLE", "api"))).contains("-XX:AOTCache=vask.aot");
    }

    @Test
    void the_profiles_of_a_cache_are_used_if_its_stamp_says_that_it_has_them() throws IOException {
        cache("vask.aot", BUILD_TIME);
        Files.writeString(home.resolve("vask.aot.stamp"), "profiles\n", StandardOpenOption.APPEND);

        assertThat(jvmArguments(Map.of()))
                .containsExactly(
                        "@vask.options", "-XX:AOTCache=vask.aot", "-XX:+AOTReplayTraining", "-jar", "quarkus-run.jar");
    }

    @Test
    void a_cache_for_another_jar_or_another_file_time_is_not_used_and_a_warning_says_so() throws IOException {
        cache("vask.aot", BUILD_TIME.minusSeconds(1));

        assertThat(jvmArguments(Map.of()))
                .containsExactly(
                        "Starting without the AOT cache: it belongs to another quarkus-run.jar, or to one with another file time.",
                        "Copy a build with its file times (cp -a, tar, rsync -a), or run 'make build' again.",
                        "@vask.options",
                        "-jar",
                        "quarkus-run.jar");
    }

    @Test
    void a_cache_without_a_stamp_is_not_used() throws IOException {
        file("vask.aot", BUILD_TIME);

        assertThat(jvmArguments(Map.of()))
                .doesNotContain("-XX:AOTCache=vask.aot")
                .contains("@vask.options");
    }

    @Test
    void without_a_cache_there_is_no_warning() throws IOException {
        assertThat(jvmArguments(Map.of())).containsExactly("@vask.options", "-jar", "quarkus-run.jar");
    }

    @Test
    void another_java_is_found_where_java_home_is_too_old() throws IOException {
        Path older = Files.createDirectories(home.resolve("older"));
        Files.writeString(older.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");

        assertThat(jvmArguments(Map.of(
                        "JAVA_HOME", older.toString(),
                        "PATH", withoutJava(),
                        "VASK_JDK_DIRECTORIES", home.resolve("jdk").toString())))
                .containsExactly("@vask.options", "-jar", "quarkus-run.jar");
    }

    @Test
    void a_missing_java_is_an_error_that_says_what_to_do() throws IOException {
        assertThat(jvmArguments(Map.of("JAVA_HOME", "", "PATH", withoutJava(), "VASK_JDK_DIRECTORIES", "")))
                .containsExactly(
                        "Vask needs Java 25, and found none in JAVA_HOME, on the PATH or in the usual directories.",
                        "Install it (for example from https://adoptium.net), or set JAVA_HOME.");
    }

    @Test
    void more_options_come_after_those_of_the_file() throws IOException {
        Files.createDirectory(home.resolve("native"));

        assertThat(jvmArguments(Map.of("JVM_OPTIONS", "-Xmx64m -Xint")))
                .containsExactly(
                        "@vask.options", "-Djava.library.path=native", "-Xmx64m", "-Xint", "-jar", "quarkus-run.jar");
    }

    @Test
    void arguments_are_for_the_command_line() throws IOException {
        cache("vask.aot", BUILD_TIME);

        assertThat(jvmArguments(Map.of(), "apps", "create", "two words"))
                .doesNotContain("-XX:AOTCache=vask.aot")
                .endsWith("-jar", "quarkus-run.jar", "apps", "create", "two words");
    }

    /** The arguments of the JVM, without the folder of the installation. */
    private List<String> jvmArguments(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("vask").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("VASK_") || name.equals("JVM_OPTIONS"));
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().putAll(environment);
        String folder = home.toRealPath() + "/";
        try (BufferedReader output = builder.start().inputReader()) {
            return output.lines().map(line -> line.replace(folder, "")).toList();
        }
    }

    /** A cache that was created for a jar with this time. */
    private void cache(String name, Instant jar) throws IOException {
        file(name, BUILD_TIME);
        Files.writeString(
                home.resolve(name + ".stamp"),
                "%d %d%n".formatted(Files.size(home.resolve("quarkus-run.jar")), jar.getEpochSecond()));
    }

    /** A PATH with the tools that the script calls, and no Java. */
    private String withoutJava() throws IOException {
        Path tools = Files.createDirectories(home.resolve("tools"));
        for (String tool : List.of("dirname", "readlink", "stat", "sed", "sh")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        return tools.toString();
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
