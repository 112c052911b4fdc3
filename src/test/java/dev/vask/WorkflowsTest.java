package dev.vask;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The GitHub workflows follow {@link WorkflowRule}. */
class WorkflowsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path BUILD = Path.of(".github/workflows/build.yml");
    private static final String BAD_EXAMPLE = """
            on: push
            jobs:
              one:
                needs: [nobody]
                steps:
                  - uses: actions/checkout
                  - uses: actions/checkout@v4
                    run: make nothing-of-the-kind | tee log
                  - run: echo ${{ matrix.machine }}
            """;

    static Stream<Path> workflows() throws IOException {
        try (Stream<Path> all = Files.list(BUILD.getParent())) {
            return all.toList().stream();
        }
    }

    static Set<String> makeTargets() {
        try {
            return Pattern.compile("(?m)^([a-z-]+):")
                    .matcher(Files.readString(Path.of("Makefile")))
                    .results()
                    .map(it -> it.group(1))
                    .collect(toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void every_workflow_follows_the_rules(Path file) throws IOException {
        JsonNode read = YAML.readTree(file.toFile());

        assertThat(WorkflowRule.values())
                .allSatisfy(rule -> assertThat(rule.holdsFor(read)).isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void a_rule_detects_a_violation(WorkflowRule rule) throws IOException {
        assertThat(rule.holdsFor(YAML.readTree(BAD_EXAMPLE))).isFalse();
    }

    @Test
    void the_native_executables_are_built_tested_and_measured_on_both_machines() throws IOException {
        JsonNode job = YAML.readTree(BUILD.toFile()).at("/jobs/native");

        assertThat(job.at("/strategy/matrix/include").findValuesAsText("runner"))
                .containsExactly("ubuntu-24.04", "ubuntu-24.04-arm");
        assertThat(job.path("steps").findValuesAsText("run"))
                .contains("make native", "make provider-native")
                .anyMatch(run -> run.startsWith(".ci/start-time 150 "));
        assertThat(Path.of(".ci/start-time")).isExecutable();
    }

    @Test
    void platform_files_are_checked_with_the_tools_of_the_platforms() throws IOException {
        String runs = String.join(
                "\n", YAML.readTree(BUILD.toFile()).at("/jobs/platforms/steps").findValuesAsText("run"));

        assertThat(runs)
                .contains("promtool", "docker compose", "caddy validate", "nginx -t", "systemd-analyze verify")
                .contains("helm lint --strict", "validate", "aws-ecs test");
    }
}
