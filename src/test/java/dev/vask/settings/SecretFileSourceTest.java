package dev.vask.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileSourceTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"open-sesame", "two words", "with $dollar, ${braces} and \\backslash", "$$", "a\\$b", "tab\tend"
            })
    void a_file_has_the_value_of_its_setting_and_a_line_break_at_its_end_is_not_part_of_it(String value)
            throws IOException {
        for (SecretFile secret : SecretFile.ALL) {
            Path file = Files.writeString(directory.resolve("secret"), value + "\n");

            SmallRyeConfig config = config(Map.of(Setting.variable(secret.fileSetting()), file.toString()));

            assertThat(config.getValue(secret.setting(), String.class)).isEqualTo(value);
        }
    }

    @Test
    void without_files_nothing_is_set() {
        SmallRyeConfig config = config(Map.of("VASK_ADMIN_TOKEN_FILE", ""));

        assertThat(SecretFile.ALL)
                .allSatisfy(secret -> assertThat(config.getOptionalValue(secret.setting(), String.class))
                        .isEmpty());
    }

    @Test
    void each_file_has_a_setting() {
        assertThat(SecretFile.ALL.stream().map(SecretFile::fileSetting))
                .containsExactlyInAnyOrderElementsOf(java.util.Arrays.stream(SecretFilesConfig.class.getMethods())
                        .map(it -> "vask."
                                + it.getAnnotation(io.smallrye.config.WithName.class)
                                        .value())
                        .collect(Collectors.toList()));
    }

    private static SmallRyeConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new SecretFileSource())
                .build();
    }
}
