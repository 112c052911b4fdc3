package dev.vask.terraform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the provider's process starts. */
class ProviderStartIT {

    private static final String COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

    @BeforeAll
    static void requires_the_provider() {
        assumeTrue(
                Files.isExecutable(provider()) || System.getenv("CI") != null,
                "The provider's start is not tested: 'make provider' builds it");
    }

    @Test
    void the_handshake_is_the_first_line() throws Exception {
        Process process = process(Map.of("TF_PLUGIN_MAGIC_COOKIE", COOKIE));
        try (BufferedReader output = process.inputReader(UTF_8)) {
            assertThat(output.readLine()).startsWith("1|6|tcp|127.0.0.1:");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_start_by_hand_prints_an_explanation() throws Exception {
        Process process = process(Map.of());
        String output = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output).contains("Terraform starts it");
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
    }

    @Test
    void a_start_without_java_prints_what_to_install() throws Exception {
        assumeTrue(Files.isDirectory(Terraform.PROVIDER.resolve("lib")), "An executable needs no Java");
        Path nowhere = Files.createTempDirectory("no-java");
        Process process = new ProcessBuilder("/bin/sh", "-c", """
                sed 's#/usr/lib/jvm/\\*\\|/opt/java/\\*\\|/opt/\\*#%1$s#g' '%2$s' > '%1$s/launcher'
                PATH=/bin HOME='%1$s' JAVA_HOME= VASK_JAVA_HOME= exec /bin/sh '%1$s/launcher'
                """.formatted(nowhere, provider())).start();
        String output = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(output).contains("needs Java 25", "VASK_JAVA_HOME");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    private static Process process(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(provider().toString());
        builder.environment().put("VASK_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Path provider() {
        return Terraform.PROVIDER.resolve("terraform-provider-vask");
    }
}
