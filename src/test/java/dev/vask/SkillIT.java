package dev.vask;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.CliRun;
import dev.vask.support.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every shell block of the agent skill runs, in order, against a server. */
class SkillIT {

    private static final Path SKILL = Path.of("skills/vask/SKILL.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```sh\\n(.*?)^ *```$");
    private static final Pattern FRONT_MATTER =
            Pattern.compile("(?s)---\\nname: ([a-z0-9-]{1,64})\\ndescription: ([^\\n]{1,1024})\\n---\\n\\n# .*");

    private final Server server = Server.standard();
    private final String text = Files.readString(SKILL);

    @TempDir
    private Path directory;

    SkillIT() throws IOException {}

    @Test
    void it_names_itself_like_its_directory() {
        assertThat(FRONT_MATTER.matcher(text).results().map(it -> it.group(1))).containsExactly("vask");
    }

    @Test
    void every_command_runs() throws IOException, InterruptedException {
        List<String> blocks = BLOCK.matcher(text)
                .results()
                .map(it -> it.group(2).replaceAll("(?m)^" + it.group(1), ""))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(8);
        Path vask = Files.writeString(directory.resolve("vask"), wrapper());
        Files.setPosixFilePermissions(vask, PosixFilePermissions.fromString("rwx------"));
        Path script = Files.writeString(directory.resolve("script"), "set -eux\n" + String.join("\n", blocks));

        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("VASK_") || it.startsWith("PUSHER_"));
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("VASK_URL", server.management().toString());
        builder.environment().put("VASK_ADMIN_TOKEN", server.adminToken());
        builder.environment().put("VASK_PUBLIC_URL", server.api().toString());
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();

        String output = Files.readString(log, UTF_8);
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output)
                .contains("Published 'shipped' to orders.", "would be created", "Deleted app 'skill-pusher'.")
                .doesNotContain("fail  ");
        assertThat(Pattern.compile("ok    delivery").matcher(output).results()).hasSize(3);
    }

    /** A program {@code vask} that runs the built one. */
    private static String wrapper() {
        return CliRun.command().stream()
                .map(word -> Files.exists(Path.of(word))
                        ? Path.of(word).toAbsolutePath().toString()
                        : word)
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" ", "#!/bin/sh\nexec ", " \"$@\"\n"));
    }
}
