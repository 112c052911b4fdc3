package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code make native} uses an installed native-image, or else a container. */
class NativeScriptTest {

    private static final List<String> TOOLS = List.of("sh", "dirname", "readlink", "id", "mkdir");

    /** The exit status and the output, without the folder of the test. */
    private record Result(int status, String output) {}

    @TempDir
    private Path folder;

    @BeforeEach
    void install() throws IOException {
        for (String tool : TOOLS) {
            Path found = Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin", tool) : Path.of("/bin", tool);
            Files.createSymbolicLink(
                    Files.createDirectories(folder.resolve("bin")).resolve(tool), found);
        }
        executable("mvnw", "echo \"JAVA_HOME=$JAVA_HOME GRAALVM_HOME=$GRAALVM_HOME mvnw $*\"");
    }

    @Test
    void maven_runs_with_the_configured_graalvm() throws Exception {
        executable("graalvm/bin/native-image", "");
        executable("bin/docker", "echo docker \"$@\"");

        assertThat(run(Map.of("GRAALVM_HOME", folder + "/graalvm", "JAVA_HOME", folder + "/jdk")))
                .isEqualTo(new Result(0, "JAVA_HOME=graalvm GRAALVM_HOME=graalvm mvnw -Pnative verify\n"));
    }

    @Test
    void java_home_with_native_image_is_used() throws Exception {
        executable("graalvm/bin/native-image", "");

        assertThat(run(Map.of("GRAALVM_HOME", folder + "/nowhere", "JAVA_HOME", folder + "/graalvm"))
                        .output())
                .startsWith("JAVA_HOME=graalvm GRAALVM_HOME=graalvm mvnw");
    }

    @Test
    void native_image_on_the_path_is_found_through_links() throws Exception {
        executable("graalvm/bin/native-image", "");
        Files.createSymbolicLink(folder.resolve("bin/native-image"), folder.resolve("graalvm/bin/native-image"));

        assertThat(run(Map.of()).output()).startsWith("JAVA_HOME=graalvm GRAALVM_HOME=graalvm mvnw");
    }

    @Test
    void without_native_image_maven_runs_in_a_container() throws Exception {
        executable("bin/docker", "[ \"$1\" = info ] || echo docker \"$@\"");

        Result result = run(Map.of("NATIVE_BUILDER", "builder:25"));
        assertThat(result.status()).isZero();
        assertThat(result.output())
                .startsWith("docker run --rm --user ")
                .contains(" --workdir ", " --entrypoint ./mvnw builder:25 ")
                .endsWith(" -Pnative verify\n");
    }

    @Test
    void the_container_is_the_base_of_the_native_image_build() throws IOException {
        Dockerfile dockerfile = Dockerfile.of(Files.readString(Path.of("src/main/docker/Dockerfile.native")));

        assertThat(Files.readString(Path.of(".mvn/native.sh")))
                .contains(":-" + dockerfile.bases().getFirst() + "}");
    }

    @Test
    void without_a_container_it_prints_what_to_do() throws Exception {
        executable("bin/docker", "exit 1");

        Result result = run(Map.of());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output())
                .contains("Install GraalVM or Mandrel for JDK 25 and set GRAALVM_HOME, or start Docker.");
    }

    private Result run(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        folder.resolve("bin/sh").toString(),
                        "-c",
                        ". '%s' && native_maven -Pnative verify"
                                .formatted(Path.of(".mvn/native.sh").toAbsolutePath()))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", folder + "/bin", "HOME", folder.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Result(
                process.waitFor(), output.replace(folder.toRealPath() + "/", "").replace(folder + "/", ""));
    }

    private void executable(String name, String script) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
