package dev.vask.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Installs the provider from a filesystem mirror, as terraform/README.md describes. */
class ProviderInstallIT {

    private static final Path EXAMPLES = Path.of("terraform/provider/examples");

    @TempDir
    Path folder;

    private TerraformWithProviders plugins;

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files
                    .filter(it -> it.toString().endsWith(".tf") && !it.endsWith("import.tf"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @BeforeEach
    void put_the_provider_into_a_mirror() throws Exception {
        assumeTrue(
                TerraformWithProviders.isAvailable() && Terraform.isAvailable(),
                "Installing is not tested: it needs terraform on the PATH, the provider, which 'make provider' builds, and a mirror with"
                        + " hashicorp/aws in TF_PLUGINS");
        Path mirror = folder.resolve("mirror/registry.terraform.io/vask/vask/0.1.0/" + platform());
        try (Stream<Path> files = Files.walk(Terraform.PROVIDER)) {
            for (Path file : files.toList()) {
                Path target = mirror.resolve(Terraform.PROVIDER.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Files.move(mirror.resolve("terraform-provider-vask"), mirror.resolve("terraform-provider-vask_v0.1.0"));
        plugins = TerraformWithProviders.with(folder, folder.resolve("mirror"));
    }

    @Test
    void init_installs_it_with_another_provider() throws Exception {
        configure("""
                terraform {
                  required_providers {
                    vask = {
                      source  = "vask/vask"
                      version = "0.1.0"
                    }
                    aws = { source = "hashicorp/aws" }
                  }
                }

                resource "vask_app" "shop" { key = "shop" }
                """);

        assertThat(plugins.run(folder, "init", "-input=false", "-no-color")
                        .expectSuccess()
                        .output())
                .contains("Installed vask/vask v0.1.0", "Installed hashicorp/aws");
        plugins.run(folder, "validate").expectSuccess();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_of_the_pages_is_valid(Path example) throws Exception {
        String text = Files.readString(example);
        configure(
                text.contains("required_providers")
                        ? text
                        : "terraform {\n  required_providers {\n    vask = { source = \"vask/vask\" }\n  }\n}\n"
                                + text);
        Path imported = example.resolveSibling("import.tf");
        if (Files.exists(imported)) {
            Files.copy(imported, folder.resolve("import.tf"));
        }
        plugins.run(folder, "init", "-input=false").expectSuccess();

        plugins.run(folder, "validate", "-no-color").expectSuccess();
    }

    private void configure(String text) throws IOException {
        Files.writeString(folder.resolve("main.tf"), text);
    }

    private static String platform() {
        String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        return os + "_" + (List.of("amd64", "x86_64").contains(System.getProperty("os.arch")) ? "amd64" : "arm64");
    }
}
