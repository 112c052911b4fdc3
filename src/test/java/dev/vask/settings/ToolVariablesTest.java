package dev.vask.settings;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every variable in launchers, build scripts and manifests lets a server start that inherits it. */
class ToolVariablesTest {

    private static final Pattern VARIABLE = Pattern.compile("\\bVASK_[A-Z0-9_]*[A-Z0-9]\\b");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `vask\\.[a-z.-]+` \\| `([A-Z_]+)` ");

    @Test
    void scripts_and_manifests_have_settings_and_variables_of_tools_only() throws IOException {
        Set<String> settings = DOCUMENTED
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map(it -> it.group(1))
                .collect(toSet());
        Set<String> used = new TreeSet<>();
        for (String root :
                new String[] {"Makefile", "bin", ".mvn", ".ci", "src/main/jvm", "src/main/docker", "infra"}) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(it -> !it.toString().endsWith(".jar"))
                        .toList()) {
                    VARIABLE.matcher(Files.readString(file)).results().forEach(it -> used.add(it.group()));
                }
            }
        }

        assertThat(used)
                .hasSizeGreaterThan(20)
                .filteredOn(it -> !settings.contains(it) && !KnownSettings.TOOL_VARIABLES.contains(it))
                .filteredOn(it -> !ServiceLinks.isOne(it, "tcp://10.0.0.1:80"))
                .isEmpty();
        assertThat(settings).hasSizeGreaterThan(50).doesNotContainAnyElementsOf(KnownSettings.TOOL_VARIABLES);
    }
}
