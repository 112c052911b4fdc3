package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README says what is so. */
class ReadmeTest {

    private static final String NO_DEFAULT = "–";
    private static final Pattern SETTING =
            Pattern.compile("(?m)^\\| `(vask\\.[a-z.-]+)` \\| `([A-Z_]+)` \\| (?:`([^`]+)`|(–)) \\| .+ \\|$");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\| `([a-z]+)` \\| .+ \\|$");

    private final String readme = Files.readString(Path.of("README.md"));

    ReadmeTest() throws IOException {}

    @Test
    void the_settings_table_and_the_typed_settings_agree_defaults_included() {
        Map<String, String> documented = rows(SETTING)
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(3) == null ? NO_DEFAULT : row.group(3)));

        assertThat(documented).isEqualTo(typed()).isNotEmpty();
    }

    @Test
    void each_setting_stands_beside_the_environment_variable_that_sets_it() {
        assertThat(rows(SETTING)).isNotEmpty().allSatisfy(row -> assertThat(row.group(2))
                .isEqualTo(row.group(1).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT)));
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

    private static Map<String, String> typed() {
        Map<String, String> settings = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.vask")
                .stream()
                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                .map(JavaClass::reflect)
                .forEach(type -> collect(type, type.getAnnotation(ConfigMapping.class).prefix(), settings));
        return settings;
    }

    private static void collect(Class<?> group, String prefix, Map<String, String> settings) {
        for (Method method : group.getMethods()) {
            String name = method.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + name(method);
            if (method.getReturnType().isInterface()) {
                collect(method.getReturnType(), name, settings);
            } else {
                settings.put(name, annotated(method, WithDefault.class, WithDefault::value, NO_DEFAULT));
            }
        }
    }

    private static String name(Method method) {
        String kebab = method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return annotated(method, WithName.class, WithName::value, kebab);
    }

    private static <A extends Annotation> String annotated(
            AnnotatedElement element, Class<A> type, Function<A, String> value, String otherwise) {
        A annotation = element.getAnnotation(type);
        return annotation == null ? otherwise : value.apply(annotation);
    }
}
