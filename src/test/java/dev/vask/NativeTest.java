package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.buffer.ByteBuf;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The requirements of the native executable that class files and settings show. {@code ReachabilityIT} checks what a running server looks
 * up by name.
 */
class NativeTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final String RUN_TIME = "--initialize-at-run-time=";
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.vask");

    private final Properties settings = new Properties();
    private final BuildArguments arguments;

    NativeTest() throws IOException {
        try (InputStream file = Files.newInputStream(RESOURCES.resolve("application.properties"))) {
            settings.load(file);
        }
        arguments = BuildArguments.of(settings.getProperty("quarkus.native.additional-build-args"));
    }

    @Test
    void classes_that_hold_random_numbers_threads_or_times_are_initialized_at_run_time() {
        assertThat(arguments.values(RUN_TIME))
                .containsExactlyInAnyOrderElementsOf(StaticState.PER_PROCESS.holders(PRODUCT));
    }

    @Test
    void no_static_field_holds_a_buffer() {
        assertThat(StaticState.BUFFERS.holders(PRODUCT)).isEmpty();
    }

    @Test
    void no_static_initializer_uses_random_numbers_threads_or_times() {
        List<String> initializedAtRunTime = arguments.values(RUN_TIME);

        assertThat(StaticState.PER_PROCESS.callers(PRODUCT)).allMatch(initializedAtRunTime::contains);
    }

    @Test
    void static_state_is_found_in_fields_of_fields_too() {
        JavaClasses offenders = new ClassFileImporter()
                .importClasses(
                        WithBuffer.class,
                        WithByteBuf.class,
                        WithRandom.class,
                        WithScheduler.class,
                        WithInstant.class,
                        Holder.class,
                        Deep.class,
                        UsesTime.class,
                        UsesId.class,
                        StartsThread.class,
                        Harmless.class);

        assertThat(StaticState.BUFFERS.holders(offenders))
                .containsExactlyInAnyOrder(WithBuffer.class.getName(), WithByteBuf.class.getName());
        assertThat(StaticState.PER_PROCESS.holders(offenders))
                .containsExactlyInAnyOrder(
                        WithRandom.class.getName(),
                        WithScheduler.class.getName(),
                        WithInstant.class.getName(),
                        Deep.class.getName());
        assertThat(StaticState.PER_PROCESS.callers(offenders))
                .containsExactlyInAnyOrder(
                        WithRandom.class.getName(),
                        UsesTime.class.getName(),
                        UsesId.class.getName(),
                        StartsThread.class.getName());
    }

    @Test
    void every_build_argument_is_an_option_and_names_classes_that_exist() {
        assertThat(arguments.problems()).isEmpty();
        assertThat(arguments.values("-R:"))
                .contains("+ExitOnOutOfMemoryError")
                .anyMatch(it -> it.startsWith("MaximumHeapSizePercent="));
    }

    @Test
    void a_wrong_build_argument_is_found() {
        assertThat(BuildArguments.of(RUN_TIME + "dev.vask.admin.CredentialGenerator,io.opentelemetry")
                        .problems())
                .containsExactly("io.opentelemetry is no option");
        assertThat(BuildArguments.of(RUN_TIME + "dev.vask.Nobody").problems())
                .containsExactly("there is no dev.vask.Nobody");
        assertThat(BuildArguments.of(RUN_TIME + "dev.vask.admin.CredentialGenerator\\,dev.vask.limits")
                        .problems())
                .isEmpty();
        assertThat(BuildArguments.of("-XX:MaxRAMPercentage=50").problems())
                .containsExactly("-XX:MaxRAMPercentage=50 is a run-time option, not a build option");
    }

    @Test
    void classes_that_picocli_inspects_are_registered() {
        List<JavaClass> commands = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.vask.cli").stream()
                        .filter(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(it -> it.getTargetClass().isAnnotation()
                                        && it.getTargetClass().getPackageName().equals("picocli")))
                        .toList();

        assertThat(commands).hasSizeGreaterThan(4).allMatch(it -> it.isAnnotatedWith(RegisterForReflection.class));
    }

    @Test
    void every_resource_file_is_included() throws IOException {
        ResourceGlobs included = ResourceGlobs.of(settings.getProperty("quarkus.native.resources.includes"));
        try (Stream<Path> files = Files.walk(RESOURCES).filter(Files::isRegularFile)) {
            assertThat(files.map(RESOURCES::relativize).filter(file -> !isReadByTheBuild(file)))
                    .hasSizeGreaterThan(10)
                    .allMatch(included::match);
        }
    }

    @Test
    void a_file_that_is_not_included_is_found() {
        assertThat(ResourceGlobs.of("lua/*.lua,META-INF/generated-openapi.yaml")
                        .match(Path.of("lua/deeper/publish.lua")))
                .isFalse();
        assertThat(ResourceGlobs.of("lua/*.lua,META-INF/generated-openapi.yaml")
                        .match(Path.of("db/migration/V1__apps.sql")))
                .isFalse();
    }

    /** Services are registered where they are provided, which {@code ReachabilityIT} checks. */
    private static boolean isReadByTheBuild(Path file) {
        return file.equals(Path.of("application.properties"))
                || file.equals(Path.of("META-INF/openapi.yaml"))
                || file.startsWith("META-INF/services");
    }

    private static final class WithBuffer {
        static final Optional<Buffer> NOT_SEEN = Optional.empty();
        static final Buffer BUFFER = Buffer.buffer();
    }

    private static final class WithByteBuf {
        static final ByteBuf[] BUFFERS = {};
    }

    private static final class WithRandom {
        static final Random RANDOM = new SecureRandom();
    }

    private static final class WithScheduler {
        static final @Nullable ScheduledExecutorService SCHEDULER = null;
    }

    private static final class WithInstant {
        static Instant lastSeen = Instant.EPOCH;
    }

    private static final class Holder {
        final @Nullable ExecutorService threads = null;
    }

    private static final class Deep {
        static final Holder HOLDER = new Holder();
    }

    private static final class UsesTime {
        static final long STARTED_AT = System.nanoTime();
    }

    private static final class UsesId {
        static final String ID = UUID.randomUUID().toString();
    }

    private static final class StartsThread {
        static {
            Thread.ofVirtual().start(() -> {});
        }
    }

    private static final class Harmless {
        static final String NAME = "harmless";

        long now() {
            return System.nanoTime();
        }
    }
}
