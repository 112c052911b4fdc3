package dev.vask.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.support.Cluster;
import dev.vask.support.Http;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.RedisProcess;
import dev.vask.support.Response;
import dev.vask.support.TestApp;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import dev.vask.support.WebhookEndpoint;
import io.quarkus.amazon.lambda.runtime.MockEventServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * The function for AWS Lambda: {@code target/function.zip} with the runtime interface client of AWS, which gets its events from Quarkus'
 * event server. Real Redis and Postgres, and an edge process that has the connections. {@code make lambda} builds the function.
 */
@Execution(ExecutionMode.SAME_THREAD)
class LambdaIT {

    private static final Path FUNCTION = Path.of("target/function.zip");
    private static final String HANDLER = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final String PREFIX = "lambda";
    private static final WebhookEndpoint BACKEND = new WebhookEndpoint();
    private static final Cluster CLUSTER = new Cluster(
            TestRedis.url(),
            DATABASE,
            Map.of(
                    "vask.cluster.prefix",
                    PREFIX,
                    "vask.webhooks.allow-private-targets",
                    "true",
                    "vask.webhooks.deliver",
                    "false",
                    "vask.webhooks.grace",
                    "100ms"));

    private static VaskNode node;
    private static @Nullable MockEventServer events;
    private static @Nullable Process function;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.exists(FUNCTION), "The function is not tested: build it with make lambda");
        node = CLUSTER.start("all", Map.of());
        events = new MockEventServer();
        events.start(RedisProcess.freePort());
        function = launch();
    }

    @AfterAll
    static void end() throws IOException {
        if (function != null) {
            function.destroyForcibly();
        }
        if (events != null) {
            events.close();
        }
        CLUSTER.close();
        BACKEND.close();
    }

    private static Process launch() throws IOException {
        Path task = unzip();
        Map<String, String> settings = new HashMap<>(DATABASE.settings());
        settings.putAll(Map.of(
                "vask.mode", "cluster",
                "vask.role", "function",
                "vask.redis.url", TestRedis.url(),
                "vask.cluster.prefix", PREFIX,
                "vask.webhooks.allow-private-targets", "true",
                "vask.function.path-prefix", "/push",
                "vask.function.tick-budget", "2s",
                "vask.edge.trusted-proxies", "127.0.0.1/32",
                "vask.management.port", Integer.toString(RedisProcess.freePort()),
                "quarkus.http.port", Integer.toString(RedisProcess.freePort())));
        settings.put("vertx.disableURIValidation", "true");
        settings.put("io.netty.bootstrap.extensions", "serviceload");
        List<String> command = Stream.of(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1"),
                        settings.entrySet().stream().map(it -> "-D%s=%s".formatted(it.getKey(), it.getValue())),
                        Stream.of("-cp", classPath(task), AWSLambda.class.getName(), HANDLER))
                .flatMap(it -> it)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/lambda-function.log").toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("VASK_") || it.startsWith("QUARKUS_"));
        builder.environment()
                .putAll(Map.of(
                        "AWS_LAMBDA_RUNTIME_API",
                        "127.0.0.1:%d/_lambda_".formatted(events.getPort()),
                        "LAMBDA_TASK_ROOT",
                        task.toString(),
                        "_HANDLER",
                        HANDLER,
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "vask",
                        "AWS_LAMBDA_FUNCTION_VERSION",
                        "1",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "1024"));
        Process started = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }

    /** As the runtime has it: the function, its jars, and the runtime interface client. */
    private static String classPath(Path task) throws IOException {
        try (Stream<Path> jars = Files.list(task.resolve("lib"))) {
            return Stream.of(
                            Stream.of(task.toString()),
                            jars.map(Path::toString).sorted(),
                            Stream.of(AWSLambda.class, PojoSerializer.class, SdkInternalThreadLocal.class)
                                    .map(LambdaIT::location))
                    .flatMap(it -> it)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static String location(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    private static Path unzip() throws IOException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target/lambda-task")), "task-")
                .toAbsolutePath();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(FUNCTION))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
        return directory;
    }

    private static JsonNode invoke(JsonNode event) {
        Response result = Http.request(
                "POST",
                URI.create("http://127.0.0.1:%d/_lambda_".formatted(events.getPort())),
                event.toString().getBytes(UTF_8),
                "Content-Type",
                "application/json");
        assertThat(result.status()).as(result.body()).isEqualTo(200);
        return Json.parse(result.body());
    }

    /** An event of an HTTP API or of a function URL, which differ in the stage. */
    private static ObjectNode gateway(String stage, String path, String query, String body) {
        ObjectNode event = object().put("version", "2.0").put("routeKey", "$default");
        event.put("rawPath", path).put("rawQueryString", query);
        event.putObject("headers").put("content-type", "application/json").put("x-forwarded-for", "192.0.2.7");
        ObjectNode context = event.putObject("requestContext");
        context.put("stage", stage);
        context.putObject("http").put("method", "POST").put("path", path).put("sourceIp", "192.0.2.7");
        return event.put("body", body).put("isBase64Encoded", false);
    }

    private static ObjectNode balancer(String path, String query, String body) {
        ObjectNode event = object().put("httpMethod", "POST").put("path", path);
        event.putObject("requestContext").putObject("elb").put("targetGroupArn", "arn");
        ObjectNode parameters = event.putObject("multiValueQueryStringParameters");
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.withArray(parts[0]).add(parts[1]);
        }
        ObjectNode headers = event.putObject("multiValueHeaders");
        headers.putArray("content-type").add("application/json");
        headers.putArray("x-forwarded-for").add("203.0.113.9, 192.0.2.7");
        return event.put("body", Base64.getEncoder().encodeToString(body.getBytes(UTF_8)))
                .put("isBase64Encoded", true);
    }

    private static ObjectNode object() {
        return (ObjectNode) Json.parse("{}");
    }

    private static String query(TestApp app, String path, Map<String, String> parameters, String body) {
        String signed = app.signer().request("POST", path, parameters, body.getBytes(UTF_8));
        return signed.substring(signed.indexOf('?') + 1);
    }

    private static String eventBody(String data) {
        return "{\"name\":\"n\",\"channel\":\"room\",\"data\":\"%s\"}".formatted(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/prod", "/push", "/prod/push"})
    void events_of_api_gateway_and_function_urls_publish_to_the_connections_of_an_edge(String before) {
        TestApp app = node.app();
        PusherClient client = app.connect().subscribe("room");
        String path = "/apps/%s/events".formatted(app.key());
        String body = eventBody("h\u00e9 " + before);
        String stage = before.startsWith("/prod") ? "prod" : "$default";

        JsonNode result = invoke(gateway(stage, before + path, query(app, path, Map.of(), body), body));

        assertThat(result.path("statusCode").asInt()).as(result.toString()).isEqualTo(200);
        assertThat(result.path("body").asText()).isEqualTo("{}");
        assertThat(result.at("/headers/content-type")
                        .asText(result.at("/headers/Content-Type").asText()))
                .startsWith("application/json");
        client.receives("n", "room", "h\u00e9 " + before);
    }

    @Test
    void events_of_a_load_balancer_publish_with_a_body_in_base64_and_escaped_parameters() {
        TestApp app = node.app();
        PusherClient client = app.connect().subscribe("room");
        String path = "/apps/%s/events".formatted(app.key());
        String body = eventBody("data");

        JsonNode result = invoke(balancer(path, query(app, path, Map.of("note", "a b&c=d%\u00e9"), body), body));

        assertThat(result.path("statusCode").asInt()).as(result.toString()).isEqualTo(200);
        assertThat(result.path("multiValueHeaders").properties()).isNotEmpty();
        client.receives("n", "room", "data");
    }

    @Test
    void errors_are_those_of_the_server() {
        TestApp app = node.app();
        String path = "/apps/%s/events".formatted(app.key());
        String body = eventBody("data");
        String query = query(app, path, Map.of(), body);

        assertStatus(gateway("$default", path, query, eventBody("other")), 401);
        assertStatus(gateway("$default", path, "", body), 401);
        assertStatus(gateway("$default", "/apps/no-such-app/events", query, body), 404);
        assertStatus(gateway("$default", "/admin/v1/apps", "", body), 404);
        assertStatus(gateway("$default", "/apps/%zz/events", query, body), 400);
        assertStatus(gateway("$default", path, query, "x".repeat(1_100_000)), 413);
        assertStatus(object().put("no", "request"), 400);
    }

    private static void assertStatus(JsonNode event, int status) {
        JsonNode result = invoke(event);
        assertThat(result.path("statusCode").asInt()).as(result.toString()).isEqualTo(status);
        assertThat(result.path("body").asText()).contains("\"code\":");
    }

    @Test
    void ticks_of_a_schedule_deliver_webhooks_and_maintain() {
        TestApp app = node.app(Map.of("webhook", Map.of("url", BACKEND.url())));
        app.connect().subscribe("room");

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(invoke(object().put("tick", "deliver-webhooks"))
                            .path("apps")
                            .asInt())
                    .isPositive();
            assertThat(BACKEND.events()).anyMatch(it -> it.contains("channel_occupied"));
        });
        assertThat(invoke(object().put("tick", "maintain")).has("released_nodes"))
                .isTrue();
    }
}
