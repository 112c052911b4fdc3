package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README says what is so. */
class ReadmeTest {

    private static final Pattern SETTING =
            Pattern.compile("(?m)^\\| `(vask\\.[a-z.-]+)` \\| `([A-Z_]+)` \\| (?:`([^`]+)`|(–)) \\| .+ \\|$");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\| `([a-z]+)` \\| .+ \\|$");

    private final String readme = Files.readString(Path.of("README.md"));

    ReadmeTest() throws IOException {}

    @Test
    void the_settings_table_and_the_typed_settings_agree_defaults_included() {
        Map<String, String> documented = rows(SETTING)
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(3) == null ? TypedSettings.NO_DEFAULT : row.group(3)));

        assertThat(documented).isEqualTo(TypedSettings.withDefaults()).isNotEmpty();
    }

    @Test
    void each_setting_stands_beside_the_environment_variable_that_sets_it() {
        assertThat(rows(SETTING)).isNotEmpty().allSatisfy(row -> assertThat(row.group(2))
                .isEqualTo(TypedSettings.variable(row.group(1))));
    }

    @Test
    void the_map_of_the_code_names_every_package() throws IOException {
        try (Stream<Path> found = Files.list(Path.of("src/main/java/dev/vask"))) {
            List<String> packages = found.filter(Files::isDirectory).map(it -> it.getFileName().toString()).toList();

            assertThat(rows(PACKAGE).map(row -> row.group(1))).containsExactlyInAnyOrderElementsOf(packages);
        }
    }

    private Stream<MatchResult> rows(Pattern row) {
        return row.matcher(readme).results();
    }
}
