package dev.vask.terraform;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder with a configuration, in which Terraform runs with the built provider. */
final class Terraform {

    /** The tested provider: the launcher and its lib folder, or an executable. */
    static final Path PROVIDER = Path.of(System.getProperty("vask.test.provider", "terraform/provider/target/dist"))
            .toAbsolutePath();

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String REQUIREMENT = """
            terraform {
              required_providers {
                vask = { source = "vask/vask" }
              }
            }
            provider "vask" {}
            """;

    private final Path folder;
    private final Map<String, String> environment;

    private Terraform(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** Creates a folder whose provider connects to this server. */
    static Terraform with(Server server) {
        return with(server.management(), server.adminToken());
    }

    static Terraform with(URI url, String token) {
        try {
            Path parent = Files.createDirectories(Path.of("target", "terraform"));
            Path folder = Files.createTempDirectory(parent, "it-").toAbsolutePath();
            Path cli = folder.resolve("cli.tfrc");
            Files.writeString(cli, """
                    disable_checkpoint = true
                    provider_installation {
                      dev_overrides { "vask/vask" = "%s" }
                      direct {}
                    }
                    """.formatted(PROVIDER));
            Map<String, String> environment = new HashMap<>(Map.of(
                    "VASK_URL",
                    url.toString(),
                    "VASK_ADMIN_TOKEN",
                    token,
                    "VASK_JAVA_HOME",
                    System.getProperty("java.home"),
                    "TF_CLI_CONFIG_FILE",
                    cli.toString(),
                    "TF_IN_AUTOMATION",
                    "1",
                    "CHECKPOINT_DISABLE",
                    "1"));
            return new Terraform(folder, environment);
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for Terraform", e);
        }
    }

    /** Whether Terraform is installed and the provider is built. */
    static boolean isAvailable() {
        return Files.isExecutable(PROVIDER.resolve("terraform-provider-vask"))
                && Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "terraform")));
    }

    /** Changes the URL of the server. */
    Terraform withUrl(URI url) {
        environment.put("VASK_URL", url.toString());
        return this;
    }

    /** Replaces the configuration. */
    Terraform configure(String configuration) {
        return write("main.tf", REQUIREMENT + configuration);
    }

    Terraform write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + name, e);
        }
    }

    /** The content of the state file. */
    String stateFile() {
        try {
            Path state = folder.resolve("terraform.tfstate");
            return Files.exists(state) ? Files.readString(state) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("reading the state", e);
        }
    }

    /** Applies, and expects success. */
    TerraformResult apply(String... arguments) {
        return run(Stream.concat(Stream.of("apply", "-auto-approve", "-json"), Stream.of(arguments))
                        .toArray(String[]::new))
                .expectSuccess();
    }

    /** Applies, and expects a failure. */
    TerraformResult applyWithFailure(String... arguments) {
        return run(Stream.concat(Stream.of("apply", "-auto-approve", "-json"), Stream.of(arguments))
                        .toArray(String[]::new))
                .expectFailure();
    }

    TerraformResult plan() {
        return run("plan", "-json").expectSuccess();
    }

    TerraformResult destroy(String... arguments) {
        return run(Stream.concat(Stream.of("destroy", "-auto-approve", "-json"), Stream.of(arguments))
                        .toArray(String[]::new))
                .expectSuccess();
    }

    JsonNode output(String name) {
        return Json.parse(run("output", "-json", name).expectSuccess().output());
    }

    /** The addresses in the state. */
    List<String> addresses() {
        return run("state", "list")
                .output()
                .lines()
                .filter(line -> line.matches("[a-z_]+\\..*"))
                .toList();
    }

    TerraformResult run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(folder, arguments[0] + "-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("VASK_") || name.startsWith("TF_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("%s took longer than %s".formatted(command, TIMEOUT));
            }
            return new TerraformResult(command, process.exitValue(), new String(Files.readAllBytes(output), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("terraform did not run", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while terraform runs", e);
        }
    }
}
