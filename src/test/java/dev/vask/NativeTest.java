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
 * What the native executable needs, as far as class files and settings show it. {@code ReachabilityIT} has the rest: what a running server
 * looks up by name.
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
    void what_holds_a_random_number_a_thread_or_a_time_is_made_at_run_time() {
        assertThat(arguments.values(RUN_TIME))
                .containsExactlyInAnyOrderElementsOf(StaticState.OF_ONE_RUN.holders(PRODUCT));
    }

    @Test
    void no_static_field_holds_a_buffer() {
        assertThat(StaticState.BUFFERS.holders(PRODUCT)).isEmpty();
    }

    @Test
    void no_static_initializer_takes_a_random_number_a_thread_or_a_time() {
        List<String> atRunTime = arguments.values(RUN_TIME);

        assertThat(StaticState.OF_ONE_RUN.takers(PRODUCT)).allMatch(atRunTime::contains);
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
                        TakesTime.class,
                        TakesId.class,
                        StartsThread.class,
                        Harmless.class);

        assertThat(StaticState.BUFFERS.holders(offenders))
                .containsExactlyInAnyOrder(WithBuffer.class.getName(), WithByteBuf.class.getName());
        assertThat(StaticState.OF_ONE_RUN.holders(offenders))
                .containsExactlyInAnyOrder(
                        WithRandom.class.getName(),
                        WithScheduler.class.getName(),
                        WithInstant.class.getName(),
                        Deep.class.getName());
        assertThat(StaticState.OF_ONE_RUN.takers(offenders))
                .containsExactlyInAnyOrder(
                        WithRandom.class.getName(),
                        TakesTime.class.getName(),
                        TakesId.class.getName(),
                        StartsThread.class.getName());
    }

    @Test
    void every_build_argument_is_an_option_and_names_classes_that_exist() {
        assertThat(arguments.faults()).isEmpty();
        assertThat(arguments.values("-R:"))
                .contains("+ExitOnOutOfMemoryError")
                .anyMatch(it -> it.startsWith("MaximumHeapSizePercent="));
    }

    @Test
    void a_wrong_build_argument_is_found() {
        assertThat(BuildArguments.of(RUN_TIME + "dev.vask.admin.CredentialGenerator,io.opentelemetry")
                        .faults())
                .containsExactly("io.opentelemetry is no option");
        assertThat(BuildArguments.of(RUN_TIME + "dev.vask.Nobody").faults())
                .containsExactly("there is no dev.vask.Nobody");
        assertThat(BuildArguments.of(RUN_TIME + "dev.vask.admin.CredentialGenerator\\,dev.vask.limits")
                        .faults())
                .isEmpty();
        assertThat(BuildArguments.of("-XX:MaxRAMPercentage=50").faults())
                .containsExactly("-XX:MaxRAMPercentage=50 is for the start, not for the build");
    }

    @Test
    void whatever_picocli_looks_into_is_registered() {
        List<JavaClass> commands = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.vask.cli").stream()
                        .filter(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(it -> it.getTargetClass().isAnnotation()
                                        && it.getTargetClass().getPackageName().equals("picocli")))
                        .toList();

        assertThat(commands).hasSizeGreaterThan(4).allMatch(it -> it.isAnnotatedWith(RegisterForReflection.class));
    }

    @Test
    void every_file_beside_the_classes_is_included() throws IOException {
        Globs included = Globs.of(settings.getProperty("quarkus.native.resources.includes"));
        try (Stream<Path> files = Files.walk(RESOURCES).filter(Files::isRegularFile)) {
            assertThat(files.map(RESOURCES::relativize).filter(file -> !isReadByTheBuild(file)))
                    .hasSizeGreaterThan(10)
                    .allMatch(included::match);
        }
    }

    @Test
    void a_file_that_is_not_included_is_found() {
        assertThat(Globs.of("lua/*.lua,META-INF/generated-openapi.yaml").match(Path.of("lua/deeper/publish.lua")))
                .isFalse();
        assertThat(Globs.of("lua/*.lua,META-INF/generated-openapi.yaml").match(Path.of("db/migration/V1__apps.sql")))
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

    private static final class TakesTime {
        static final long BEGAN = System.nanoTime();
    }

    private static final class TakesId {
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
