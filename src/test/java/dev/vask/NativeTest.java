package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the native executable needs to be told is told, as far as that can be known without compiling it. */
class NativeTest {

    private static final Path RESOURCES = Path.of("src/main/resources");

    private final Properties settings = new Properties();

    NativeTest() throws IOException {
        try (InputStream file = Files.newInputStream(RESOURCES.resolve("application.properties"))) {
            settings.load(file);
        }
    }

    @Test
    void what_holds_a_random_number_or_a_thread_is_made_at_run_time() {
        List<String> holders = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.vask")
                .stream()
                .filter(type -> type.getFields().stream().anyMatch(NativeTest::isOfThisRunAlone))
                .map(JavaClass::getName)
                .toList();

        assertThat(settings.getProperty("quarkus.native.additional-build-args"))
                .isEqualTo("-J-Dvertx.disableURIValidation=true,--initialize-at-run-time=%s,io.opentelemetry".formatted(String.join(",", holders)));
    }

    @Test
    void nothing_of_opentelemetry_is_made_before_run_time() {
        assertThat(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.vask")
                        .stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getRawType().getPackageName().startsWith("io.opentelemetry"))
                        .toList())
                .isNotEmpty()
                .noneMatch(field -> field.getModifiers().contains(JavaModifier.STATIC));
    }

    @Test
    void whatever_picocli_looks_into_is_registered() {
        List<JavaClass> commands = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.vask.cli")
                .stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(it -> it.getTargetClass().isAnnotation()
                                && it.getTargetClass().getPackageName().equals("picocli")))
                .toList();

        assertThat(commands).hasSizeGreaterThan(4).allMatch(it -> it.isAnnotatedWith(RegisterForReflection.class));
    }

    private static boolean isOfThisRunAlone(JavaField field) {
        return field.getModifiers().contains(JavaModifier.STATIC)
                && Stream.of(Random.class, Thread.class, Executor.class).anyMatch(field.getRawType()::isAssignableTo);
    }

    @Test
    void every_script_and_the_description_of_the_apis_is_on_board() throws IOException {
        PathMatcher included = FileSystems.getDefault()
                .getPathMatcher("glob:{%s}".formatted(settings.getProperty("quarkus.native.resources.includes")));
        try (Stream<Path> scripts = Files.walk(RESOURCES.resolve("lua")).filter(Files::isRegularFile)) {
            assertThat(scripts.map(RESOURCES::relativize)).isNotEmpty().allMatch(included::matches);
        }
        assertThat(included.matches(Path.of("META-INF/openapi.yaml"))).isTrue();
    }
}
