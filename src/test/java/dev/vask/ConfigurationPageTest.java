package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/configuration.md} and the settings that the code declares agree. */
class ConfigurationPageTest {

    private static final Pattern SETTING =
            Pattern.compile("(?m)^\\| `(vask\\.[a-z.-]+)` \\| `([A-Z_]+)` \\| (?:`([^`]+)`|(–)) \\| .+ \\|$");

    private final String page = Files.readString(Path.of("docs/configuration.md"));

    ConfigurationPageTest() throws IOException {}

    @Test
    void the_tables_and_the_typed_settings_agree_defaults_included() {
        Map<String, String> documented = rows().collect(Collectors.toMap(
                row -> row.group(1), row -> row.group(3) == null ? TypedSettings.NO_DEFAULT : row.group(3)));

        assertThat(documented).isEqualTo(TypedSettings.withDefaults()).isNotEmpty();
    }

    @Test
    void each_setting_has_the_environment_variable_that_sets_it() {
        assertThat(rows()).isNotEmpty().allSatisfy(row -> assertThat(row.group(2))
                .isEqualTo(TypedSettings.variable(row.group(1))));
    }

    /** The start checks names and values of these, and the native executable can read their members by reflection. */
    @Test
    void the_start_knows_every_config_mapping() throws Exception {
        Class<?> mappings = Class.forName("dev.vask.wiring.SettingMappings");
        Field all = mappings.getDeclaredField("ALL");
        all.setAccessible(true);
        List<Class<?>> declared = TypedSettings.mappings();

        assertThat(Set.copyOf((List<?>) all.get(null))).isEqualTo(Set.copyOf(declared));
        assertThat(mappings.getAnnotation(RegisterForReflection.class).targets())
                .containsExactlyInAnyOrder(declared.toArray(new Class<?>[0]));
    }

    private Stream<MatchResult> rows() {
        return SETTING.matcher(page).results();
    }
}
