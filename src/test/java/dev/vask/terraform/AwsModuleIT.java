package dev.vask.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The modules for AWS and their examples in the real Terraform, with the types of the real provider, and without an account. */
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
            for (Path file : files.filter(it ->
                            it.toString().contains("/aws-ecs/") || it.toString().contains("/aws-lambda/"))
                    .filter(it -> it.toString().endsWith(".tf") || it.toString().endsWith(".hcl"))
                    .filter(it -> !it.getFileName().toString().startsWith("."))
                    .toList()) {
                Path target = copy.resolve(SOURCES.relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file));
            }
        }
        for (String example : List.of("aws-ecs", "aws-lambda")) {
            Files.writeString(copy.resolve("examples/%s/rds.pem".formatted(example)), "-----BEGIN CERTIFICATE-----\n");
        }
        plugins = TerraformWithProviders.with(copy, copy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws-ecs", "aws-lambda"})
    void a_module_computes_what_its_tests_expect(String name) throws Exception {
        Path module = copy.resolve("modules").resolve(name);
        plugins.run(module, "init", "-input=false").expectSuccess();

        assertThat(plugins.run(module, "test", "-no-color").expectSuccess().output())
                .containsPattern("[1-9]\\d* passed, 0 failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws-ecs", "aws-lambda"})
    void an_example_is_valid(String name) throws Exception {
        Path example = copy.resolve("examples").resolve(name);
        plugins.run(example, "init", "-input=false").expectSuccess();

        plugins.run(example, "validate", "-no-color").expectSuccess();
    }
}
