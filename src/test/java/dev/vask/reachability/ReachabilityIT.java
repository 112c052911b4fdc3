package dev.vask.reachability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vask.reachability.TracedProgram.Lookup;
import dev.vask.reachability.agent.LookupKind;
import dev.vask.support.CliRun;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.ServerStart;
import dev.vask.support.TestApp;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import dev.vask.support.WebhookEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Everything that a running server and the command line look up by name is registered for the native executable. A cluster server with
 * traces and webhooks is traced on the JVM from its start on an empty database to its end.
 */
class ReachabilityIT {

    private static final List<Lookup> LOOKUPS = new ArrayList<>();
    private static NativeSources sources;

    @BeforeAll
    static void trace() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("vask.test.binary") == null, "an agent needs a JVM");
        sources = NativeSources.generate();
        TracedProgram program = TracedProgram.in(Path.of("target/reachability"));
        try (ServerStart start = ServerStart.with(cluster(), program.jvmOption())) {
            use(start.awaitListening());
            runCommands(start.awaitListening(), program);
        }
        LOOKUPS.addAll(program.lookups());
    }

    private static Map<String, String> cluster() {
        Map<String, String> settings = new HashMap<>(TestPostgres.database().settings());
        settings.putAll(Map.of(
                "vask.mode", "cluster",
                "vask.redis.url", TestRedis.url(),
                "vask.cluster.prefix", "test-" + UUID.randomUUID(),
                "vask.traces.endpoint", "http://127.0.0.1:1",
                "vask.traces.sample", "1",
                "vask.log.json", "true",
                "vask.webhooks.allow-private-targets", "true"));
        return settings;
    }

    private static void use(Server server) {
        try (WebhookEndpoint receiver = new WebhookEndpoint()) {
            TestApp app = server.app(Map.of(
                    "client_events",
                    true,
                    "webhook",
                    Map.of("url", receiver.url(), "events", List.of("channel_occupied"))));
            PusherClient client = app.connect().subscribe("news").join("presence-room", "ada");
            app.backend().publish("news", "greeting", "hello");
            client.receives("greeting", "news");
            app.backend().post("/batch_events", "{\"batch\":[]}");
            app.backend().get("/channels").expect(200);
            receiver.awaitRequests(1);
            for (String path : List.of("/", "/q/openapi", "/q/metrics", "/q/health", "/nowhere", "/admin/v1/nowhere")) {
                server.request("GET", path, new byte[0]);
            }
            server.admin("POST", "/admin/v1/apps", "no json".getBytes()).expect(400);
            server.admin("POST", "/admin/v1/secrets/reencrypt", new byte[0]).expect(200);
            client.close();
            app.delete();
        }
    }

    private static void runCommands(Server server, TracedProgram program) {
        Map<String, String> environment = Map.of(
                "VASK_URL",
                server.management().toString(),
                "VASK_ADMIN_TOKEN",
                server.adminToken(),
                "JAVA_TOOL_OPTIONS",
                program.jvmOption());
        CliRun.run(environment, "apps", "create", "traced", "--quota", "max_connections=7")
                .expect(0);
        CliRun.run(environment, "secrets", "list", "traced").expect(0);
        CliRun.run(environment, "--help").expect(0);
        CliRun.run(environment, "--version").expect(0);
        CliRun.run(environment, "completion").expect(0);
        CliRun.run(environment, "apps", "import", "--from", "soketi", "--dry-run", "-")
                .expect(2);
        Map<String, String> backend = new HashMap<>(environment);
        backend.putAll(Map.of(
                "VASK_PUBLIC_URL", server.api().toString(), "VASK_APP_KEY", "traced", "VASK_APP_SECRET", "wrong"));
        CliRun.run(backend, "publish", "--format", "json", "a", "b").expect(5);
        CliRun.run(backend, "doctor").expect(1);
    }

    @Test
    void every_class_is_traced() {
        assertThat(LOOKUPS).filteredOn(it -> it.kind() == LookupKind.NOT_TRACED).isEmpty();
    }

    @Test
    void every_service_that_is_looked_for_is_registered_with_its_providers() throws IOException {
        List<Lookup> services = LOOKUPS.stream()
                .filter(it -> it.atRunTime() && it.kind() == LookupKind.SERVICE)
                .toList();

        assertThat(services)
                .extracting(Lookup::target)
                .contains(
                        "io.opentelemetry.exporter.internal.http.HttpSenderProvider",
                        "io.netty.bootstrap.ChannelInitializerExtension");
        assertThat(MissingRegistrations.services(services, sources)).isEmpty();
    }

    @Test
    void every_class_of_vask_that_is_used_by_reflection_is_registered() {
        assertThat(LOOKUPS.stream().map(Lookup::target))
                .contains("dev.vask.cli.AppsCommand", "dev.vask.apps.postgres.AppRow");
        assertThat(MissingRegistrations.classes(LOOKUPS, sources)).isEmpty();
    }

    @Test
    void every_resource_of_vask_that_is_opened_is_included() {
        assertThat(LOOKUPS.stream().map(Lookup::target))
                .contains("lua/publish.lua", "META-INF/generated-openapi.yaml", "db/migration/V1__apps.sql");
        assertThat(MissingRegistrations.resources(LOOKUPS, sources)).isEmpty();
    }

    @Test
    void a_missing_registration_is_found() throws IOException {
        NativeSources nothing = new NativeSources(Set.of(), List.of(), sources.jars());

        assertThat(MissingRegistrations.services(LOOKUPS, nothing)).anyMatch(it -> it.contains("HttpSenderProvider"));
        assertThat(MissingRegistrations.classes(LOOKUPS, nothing))
                .anyMatch(it -> it.contains("dev.vask.cli.AppsCommand"));
        assertThat(MissingRegistrations.resources(LOOKUPS, nothing))
                .anyMatch(it -> it.contains("db/migration/V1__apps.sql"));
    }
}
