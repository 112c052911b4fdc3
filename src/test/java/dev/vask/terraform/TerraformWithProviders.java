package dev.vask.terraform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs Terraform with third-party providers: from the filesystem mirror in the environment variable {@code TF_PLUGINS}, or from the
 * registry.
 */
record TerraformWithProviders(Path config) {

    private static final String MIRROR = System.getenv("TF_PLUGINS");

    /** Uses third-party providers, and Vask's provider from a separate mirror. */
    static TerraformWithProviders with(Path folder, Path ownMirror) throws IOException {
        Path config = folder.resolve("mirror.tfrc");
        String others = MIRROR == null
                ? "direct { exclude = [\"vask/vask\"] }"
                : "filesystem_mirror {\n  path = \"%s\"\n  exclude = [\"vask/vask\"]\n}".formatted(MIRROR);
        Files.writeString(config, """
                disable_checkpoint = true
                provider_installation {
                  filesystem_mirror {
                    path    = "%s"
                    include = ["vask/vask"]
                  }
                  %s
                }
                """.formatted(ownMirror, others));
        return new TerraformWithProviders(config);
    }

    static boolean isAvailable() {
        return System.getenv("GITHUB_ACTIONS") != null
                || MIRROR != null
                        && Stream.of(System.getenv("PATH").split(":"))
                                .anyMatch(place -> Files.isExecutable(Path.of(place, "terraform")));
    }

    TerraformResult run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("TF_CLI_CONFIG_FILE", config.toString());
        builder.environment().put("TF_IN_AUTOMATION", "1");
        builder.environment().put("VASK_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            throw new AssertionError("%s does not end".formatted(command));
        }
        return new TerraformResult(command, process.exitValue(), output);
    }
}
