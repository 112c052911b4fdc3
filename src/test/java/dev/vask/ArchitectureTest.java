package dev.vask;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.vask.http.RouteOrder;
import dev.vask.protocol.Secret;
import io.smallrye.config.ConfigMapping;
import io.vertx.ext.web.Route;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.eclipse.microprofile.openapi.OASFilter;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules for dependencies between packages and on technologies. */
@AnalyzeClasses(packages = "dev.vask", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String OURS = "dev.vask..";
    private static final String REDIS = "dev.vask.live.redis..";

    @ArchTest
    static final ArchRule packages_depend_on_lower_layers_only = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(OURS)
            .layer("wiring")
            .definedBy("dev.vask.wiring..")
            .layer("ops")
            .definedBy("dev.vask.ops..")
            .layer("console")
            .definedBy("dev.vask.console..")
            .layer("cli")
            .definedBy("dev.vask.cli..")
            .layer("edge")
            .definedBy("dev.vask.edge..")
            .layer("api")
            .definedBy("dev.vask.api..")
            .layer("admin")
            .definedBy("dev.vask.admin..")
            .layer("functions")
            .definedBy("dev.vask.functions..")
            .layer("webhooks")
            .definedBy("dev.vask.webhooks..")
            .layer("feed")
            .definedBy("dev.vask.feed..")
            .layer("limits")
            .definedBy("dev.vask.limits..")
            .layer("http")
            .definedBy("dev.vask.http..")
            .layer("channels")
            .definedBy("dev.vask.channels..")
            .layer("implementations of live")
            .definedBy("dev.vask.live.*..")
            .layer("live")
            .definedBy("dev.vask.live")
            .layer("implementations of apps")
            .definedBy("dev.vask.apps.*..")
            .layer("apps")
            .definedBy("dev.vask.apps")
            .layer("meters")
            .definedBy("dev.vask.meters..")
            .layer("traces")
            .definedBy("dev.vask.traces..")
            .layer("logs")
            .definedBy("dev.vask.logs..")
            .layer("settings")
            .definedBy("dev.vask.settings..")
            .layer("protocol")
            .definedBy("dev.vask.protocol..")
            .whereLayer("wiring")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("ops")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("console")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("console")
            .mayOnlyAccessLayers("http", "protocol")
            .whereLayer("cli")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("cli")
            .mayOnlyAccessLayers("protocol")
            .whereLayer("edge")
            .mayOnlyBeAccessedByLayers("wiring", "ops")
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("wiring", "ops")
            .whereLayer("admin")
            .mayOnlyBeAccessedByLayers("wiring", "ops")
            .whereLayer("functions")
            .mayOnlyBeAccessedByLayers("wiring", "ops", "api")
            .whereLayer("webhooks")
            .mayOnlyBeAccessedByLayers("wiring", "ops", "functions")
            .whereLayer("feed")
            .mayOnlyBeAccessedByLayers("wiring", "edge", "api", "admin", "webhooks")
            .whereLayer("feed")
            .mayOnlyAccessLayers("live", "apps", "meters", "protocol")
            .whereLayer("limits")
            .mayOnlyBeAccessedByLayers("wiring", "ops", "edge", "api", "admin")
            .whereLayer("limits")
            .mayOnlyAccessLayers("http", "meters")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("wiring", "ops", "console", "edge", "api", "admin", "functions", "limits")
            .whereLayer("http")
            .mayOnlyAccessLayers("meters", "logs", "protocol")
            .whereLayer("settings")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("settings")
            .mayNotAccessAnyLayer()
            .whereLayer("channels")
            .mayOnlyBeAccessedByLayers("wiring", "ops", "edge", "api", "admin")
            .whereLayer("implementations of live")
            .mayOnlyBeAccessedByLayers("wiring", "ops")
            .whereLayer("live")
            .mayOnlyBeAccessedByLayers(
                    "wiring",
                    "ops",
                    "edge",
                    "api",
                    "admin",
                    "functions",
                    "webhooks",
                    "feed",
                    "channels",
                    "implementations of live")
            .whereLayer("implementations of apps")
            .mayOnlyBeAccessedByLayers("wiring", "ops")
            .whereLayer("apps")
            .mayOnlyBeAccessedByLayers(
                    "wiring",
                    "ops",
                    "edge",
                    "api",
                    "admin",
                    "functions",
                    "webhooks",
                    "feed",
                    "channels",
                    "live",
                    "implementations of live",
                    "implementations of apps")
            .whereLayer("meters")
            .mayOnlyAccessLayers("protocol")
            .whereLayer("traces")
            .mayOnlyAccessLayers("protocol")
            .whereLayer("logs")
            .mayNotAccessAnyLayer()
            .ensureAllClassesAreContainedInArchitectureIgnoring("dev.vask");

    @ArchTest
    static final ArchRule the_protocol_depends_on_json_only = classes()
            .that()
            .resideInAPackage("dev.vask.protocol..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.vask.protocol..", "java..", "javax.crypto..", "org.jspecify..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule the_core_is_plain_java = classes()
            .that()
            .resideInAnyPackage("dev.vask.apps", "dev.vask.live", "dev.vask.live.memory", "dev.vask.channels")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(OURS, "java..", "org.jspecify..");

    /** Scripts use the connection, membership uses both, and the facade uses all three. */
    @ArchTest
    static final ArchRule packages_in_live_redis_depend_on_lower_layers_only = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(REDIS)
            .layer("facade")
            .definedBy("dev.vask.live.redis")
            .layer("membership")
            .definedBy("dev.vask.live.redis.membership..")
            .layer("scripts")
            .definedBy("dev.vask.live.redis.scripts..")
            .layer("connection")
            .definedBy("dev.vask.live.redis.connection..")
            .whereLayer("facade")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("membership")
            .mayOnlyBeAccessedByLayers("facade")
            .whereLayer("scripts")
            .mayOnlyBeAccessedByLayers("facade", "membership")
            .whereLayer("connection")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule only_live_redis_uses_its_scripts_and_connection = noClasses()
            .that()
            .resideOutsideOfPackage(REDIS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.vask.live.redis.scripts..", "dev.vask.live.redis.connection..");

    @ArchTest
    static final ArchRule only_live_redis_uses_redis = noClasses()
            .that()
            .resideOutsideOfPackages(REDIS, "dev.vask.wiring..") // which provides the client
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.redis..", "io.quarkus.redis..");

    /**
     * Interfaces return stages of the JDK, to which {@code live.redis.Stages} converts. The packages below use only the future of the
     * client.
     */
    @ArchTest
    static final ArchRule below_its_facade_live_redis_has_one_type_of_future = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.vask.live.redis.connection..",
                    "dev.vask.live.redis.scripts..",
                    "dev.vask.live.redis.membership..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(CompletionStage.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(io.smallrye.mutiny.Uni.class);

    @ArchTest
    static final ArchRule only_edge_limits_and_http_use_web_sockets_and_netty = noClasses()
            .that()
            .resideOutsideOfPackages("dev.vask.edge..", "dev.vask.limits..", "dev.vask.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus.websockets..", "io.netty..");

    @ArchTest
    static final ArchRule only_webhooks_and_the_command_line_use_an_http_client = noClasses()
            .that()
            .resideOutsideOfPackages("dev.vask.webhooks..", "dev.vask.cli..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.core.http.HttpClient")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "io.vertx.ext.web.client..");

    @ArchTest
    static final ArchRule only_apps_postgres_uses_postgres = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vask.apps.postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.hibernate..",
                    "jakarta.persistence..",
                    "org.flywaydb..",
                    "java.sql..",
                    "javax.sql..",
                    "io.vertx.sqlclient..",
                    "io.vertx.pgclient..",
                    "io.vertx.mutiny.sqlclient..",
                    "io.vertx.mutiny.pgclient..");

    @ArchTest
    static final ArchRule only_meters_uses_micrometer = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vask.meters..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.prometheus..");

    @ArchTest
    static final ArchRule only_traces_uses_opentelemetry = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vask.traces..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule only_resource_packages_use_jax_rs = noClasses()
            .that()
            .resideOutsideOfPackages("dev.vask.http..", "dev.vask.api..", "dev.vask.admin..", "dev.vask.ops..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..");

    @ArchTest
    static final ArchRule the_order_of_routes_is_one_enum = classes()
            .that(describe("set the order of a route", type -> type.getMethodCallsFromSelf().stream()
                    .anyMatch(call -> call.getTargetOwner().isAssignableTo(Route.class)
                            && call.getName().equals("order"))))
            .should()
            .accessClassesThat()
            .areAssignableTo(RouteOrder.class);

    @ArchTest
    static final ArchRule entry_points_are_not_public = classes()
            .that()
            .resideInAnyPackage("dev.vask.edge..", "dev.vask.api..", "dev.vask.admin..", "dev.vask.ops..")
            .and()
            .areTopLevelClasses()
            .and()
            .areNotAnnotatedWith(ConfigMapping.class) // which must be public for Quarkus
            .and()
            .doNotHaveFullyQualifiedName("dev.vask.edge.ConnectionDrain") // a step of wiring.Shutdown
            .and(describe("are not used by edge.netty", type -> type.getDirectDependenciesToSelf().stream()
                    .noneMatch(it -> it.getOriginClass().getPackageName().equals("dev.vask.edge.netty"))))
            .and()
            .doNotImplement(OASFilter.class) // which the build creates
            .should()
            .notBePublic();

    /** The rules of a connection do not depend on how its bytes are read and written. */
    @ArchTest
    static final ArchRule edge_does_not_depend_on_edge_netty = noClasses()
            .that()
            .resideInAPackage("dev.vask.edge")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.vask.edge.netty..",
                    "io.netty.buffer..",
                    "io.netty.channel..",
                    "io.netty.handler.codec.http.websocketx..",
                    "io.vertx.core..impl..");

    @ArchTest
    static final ArchRule only_connection_lookup_uses_vertx_internals = noClasses()
            .that()
            .resideInAnyPackage("dev.vask.edge..", "dev.vask.limits..")
            .and()
            .doNotHaveFullyQualifiedName("dev.vask.limits.ConnectionLookup")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core..impl..");

    @ArchTest
    static final ArchRule nothing_is_injected_into_fields = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    /** Commands must be fast, so they do not start Quarkus. */
    @ArchTest
    static final ArchRule the_command_line_starts_without_quarkus = classes()
            .that()
            .resideInAPackage("dev.vask.cli..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.vask.cli..",
                    "dev.vask.protocol..",
                    "java..",
                    "javax.net.ssl..",
                    "javax.security.auth.x500..",
                    "org.jspecify..",
                    "com.fasterxml.jackson..",
                    "picocli..",
                    "io.quarkus.runtime.annotations..");

    @ArchTest
    static final ArchRule there_is_one_logger = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vask.logs..") // which formats the lines
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache..");

    @ArchTest
    static final ArchRule only_start_errors_the_demo_instructions_and_the_command_line_print = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.vask.ops.DemoInstructions")
            .and()
            .doNotHaveFullyQualifiedName("dev.vask.wiring.StartErrors")
            .and()
            .resideOutsideOfPackage("dev.vask.cli..")
            .should(ACCESS_STANDARD_STREAMS);

    /** Blocking would stop an event loop with thousands of connections. Only the threads of startup and shutdown may block. */
    @ArchTest
    static final ArchRule no_code_blocks = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vask.cli..") // commands have no event loop
            .and()
            .doNotHaveFullyQualifiedName("dev.vask.edge.ConnectionDrain")
            .and()
            .doNotHaveFullyQualifiedName("dev.vask.wiring.Startup")
            .and()
            .doNotHaveFullyQualifiedName("dev.vask.wiring.Shutdown")
            .and()
            .doNotHaveFullyQualifiedName("dev.vask.wiring.RedisCheck")
            .and()
            .doNotHaveFullyQualifiedName("dev.vask.apps.postgres.Database")
            .should()
            .accessTargetWhere(uses(Future.class, "get", "join"))
            .orShould()
            .accessTargetWhere(uses(Thread.class, "sleep", "join"))
            .orShould()
            .accessTargetWhere(uses(Object.class, "wait"))
            .orShould()
            .accessTargetWhere(uses(ExecutorService.class, "awaitTermination", "close", "invokeAll"))
            .orShould()
            .accessTargetWhere(uses(CountDownLatch.class, "await"))
            .orShould()
            .accessTargetWhere(uses(io.smallrye.mutiny.Uni.class, "await"))
            .orShould()
            .accessTargetWhere(uses(io.vertx.core.Future.class, "await"));

    /** Signatures are checked only with {@link Secret#verifies}, which takes constant time. */
    @ArchTest
    static final ArchRule only_secret_calls_sign = methods()
            .that()
            .areDeclaredIn(Secret.class)
            .and()
            .haveName("sign")
            .should()
            .onlyBeCalled()
            .byClassesThat(type(Secret.class));

    @ArchTest
    static final ArchRule signatures_and_tokens_are_compared_in_constant_time = noClasses()
            .that(belongTo(
                    "dev.vask.protocol.Secret", "dev.vask.admin.AdminToken", VariableTimeComparison.class.getName()))
            .should()
            .accessTargetWhere(uses(String.class, "equals", "equalsIgnoreCase", "contentEquals", "compareTo"))
            .orShould()
            .accessTargetWhere(uses(Objects.class, "equals"))
            .orShould()
            .accessTargetWhere(uses(Arrays.class, "equals"));

    @Test
    void a_comparison_in_variable_time_is_found() {
        JavaClasses hasty = new ClassFileImporter().importClasses(VariableTimeComparison.class);

        assertThat(signatures_and_tokens_are_compared_in_constant_time
                        .evaluate(hasty)
                        .getFailureReport()
                        .getDetails())
                .hasSize(2)
                .anyMatch(it -> it.contains("String.equals"))
                .anyMatch(it -> it.contains("Arrays.equals"));
    }

    /** A violation: the comparison stops at the first different character. */
    private record VariableTimeComparison(String signature) {

        boolean holds(String other) {
            return signature.equals(other) || Arrays.equals(signature.getBytes(), other.getBytes());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    @ArchTest
    static void every_package_is_null_marked(JavaClasses all) {
        Set<JavaPackage> packages = all.stream().map(JavaClass::getPackage).collect(toSet());

        assertThat(packages).hasSizeGreaterThan(9).allMatch(it -> it.isAnnotatedWith(NullMarked.class));
    }

    /** ArchUnit ignores class files of an unknown Java version; then every rule would hold. */
    @ArchTest
    static void the_class_files_were_imported(JavaClasses all) {
        assertThat(all).hasSizeGreaterThan(100);
        assertThat(all.get(Secret.class).getMethods()).extracting("name").contains("verifies", "sign");
        assertThat(all.get(Secret.class).getDirectDependenciesFromSelf()).isNotEmpty();
    }

    private static DescribedPredicate<JavaClass> belongTo(String... names) {
        return describe(
                "belong to " + String.join(", ", names), type -> Set.of(names).contains(type.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> uses(Class<?> owner, String... names) {
        return describe(
                "%s of a %s".formatted(String.join(", ", names), owner.getSimpleName()),
                access -> access.getTargetOwner().isAssignableTo(owner)
                        && Set.of(names).contains(access.getName()));
    }
}
