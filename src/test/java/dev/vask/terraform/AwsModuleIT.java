package dev.vask.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The module for AWS and its example in the real Terraform, with the types of the real provider, and without an account. */
class AwsModuleIT {

    private static final Path SOURCES = Path.of("terraform");

    private static Path copy;
    private static TerraformWithProviders plugins;

    @BeforeAll
    static void copy_the_module() throws Exception {
        assumeTrue(
                TerraformWithProviders.isAvailable(),
                "The module for AWS is not tested: it needs terraform on the PATH, and a mirror with hashicorp/aws in TF_PLUGINS");
        copy = Files.createTempDirectory(Files.createDirectories(Path.of("target/terraform")), "aws-")
                .toAbsolutePath();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(it -> it.toString().contains("/aws-ecs/"))
                    .filter(it -> it.toString().endsWith(".tf") || it.toString().endsWith(".hcl"))
                    .filter(it -> !it.getFileName().toString().startsWith("."))
                    .toList()) {
                Path target = copy.resolve(SOURCES.relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file));
            }
        }
        Files.writeString(copy.resolve("examples/aws-ecs/rds.pem"), "-----BEGIN CERTIFICATE-----\n");
        plugins = TerraformWithProviders.with(copy, copy);
    }

    @Test
    void the_module_computes_what_its_tests_expect() throws Exception {
        Path module = copy.resolve("modules/aws-ecs");
        plugins.run(module, "init", "-input=false").expectSuccess();

        assertThat(plugins.run(module, "test", "-no-color").expectSuccess().output())
                .containsPattern("[1-9]\\d* passed, 0 failed");
    }

    @Test
    void the_example_is_valid() throws Exception {
        Path example = copy.resolve("examples/aws-ecs");
        plugins.run(example, "init", "-input=false").expectSuccess();

        plugins.run(example, "validate", "-no-color").expectSuccess();
    }
}
