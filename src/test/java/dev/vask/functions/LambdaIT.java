package dev.vask.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.support.Cluster;
import dev.vask.support.EventSource;
import dev.vask.support.Json;
import dev.vask.support.LambdaFunction;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.TestApp;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import dev.vask.support.WebhookEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The function for AWS Lambda: what only its events have. The endpoints are tested by {@code dev.vask.api} with the servers
 * {@code function}. Real Redis and Postgres, and a node that has the connections. {@code make lambda} builds the function.
 */
@Execution(ExecutionMode.SAME_THREAD)
class LambdaIT {

    private static final WebhookEndpoint BACKEND = new WebhookEndpoint();
    private static final Cluster CLUSTER = new Cluster(
            TestRedis.url(),
            TestPostgres.database(),
            Map.of(
                    "vask.cluster.prefix",
                    "lambda",
                    "vask.webhooks.allow-private-targets",
                    "true",
                    "vask.webhooks.deliver",
                    "false",
                    "vask.webhooks.grace",
                    "100ms"));

    private static VaskNode node;
    private static LambdaFunction function;

    @BeforeAll
    static void start() {
        assumeTrue(LambdaFunction.isBuilt(), "The function is not tested: build it with make lambda");
        node = CLUSTER.start("all", Map.of());
        function =
                CLUSTER.startFunction(Map.of("vask.function.path-prefix", "/push", "vask.function.tick-budget", "2s"));
    }

    @AfterAll
    static void end() {
        CLUSTER.close();
        BACKEND.close();
    }

    private static ObjectNode object() {
        return (ObjectNode) Json.parse("{}");
    }

    /** The event of a signed publish, whose path has a prefix that is not signed. */
    private static ObjectNode publish(
            EventSource source, String prefix, TestApp app, Map<String, String> parameters, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        String request = app.signer().request("POST", "/apps/%s/events".formatted(app.key()), parameters, bytes);
        return source.event("POST", prefix + request, bytes, "Content-Type", "application/json");
    }

    private static Response send(EventSource source, ObjectNode event) {
        return source.response(function.invoke(event));
    }

    private static String eventBody(String data) {
        return "{\"name\":\"n\",\"channel\":\"room\",\"data\":\"%s\"}".formatted(data);
    }

    @ParameterizedTest
    @CsvSource({
        "FUNCTION_URL, ''",
        "HTTP_API, ''",
        "LOAD_BALANCER, ''",
        "FUNCTION_URL, /push",
        "HTTP_API, /push",
        "LOAD_BALANCER, /push"
    })
    void events_publish_to_the_connections_of_an_edge(EventSource source, String prefix) {
        TestApp app = node.app();
        PusherClient client = app.connect().subscribe("room");

        Response response = send(source, publish(source, prefix, app, Map.of(), eventBody("h\u00e9 " + prefix)));

        assertThat(response.expect(200).body()).isEqualTo("{}");
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        client.receives("n", "room", "h\u00e9 " + prefix);
    }

    @ParameterizedTest
    @EnumSource
    void a_body_in_base64_and_escaped_parameters_arrive_as_sent(EventSource source) {
        TestApp app = node.app();
        PusherClient client = app.connect().subscribe("room");
        byte[] body = eventBody("data").getBytes(UTF_8);
        String request = app.signer()
                .request("POST", "/apps/%s/events".formatted(app.key()), Map.of("note", "a b&c=d%\u00e9"), body);

        Response response =
                send(source, source.event("POST", request, body, "Content-Type", "application/octet-stream"));

        assertThat(response.expect(200).body()).isEqualTo("{}");
        client.receives("n", "room", "data");
    }

    @Test
    void a_load_balancer_gets_headers_with_several_values() {
        JsonNode result =
                function.invoke(publish(EventSource.LOAD_BALANCER, "", node.app(), Map.of(), eventBody("data")));

        assertThat(result.path("multiValueHeaders").properties()).isNotEmpty();
        assertThat(result.has("headers")).isFalse();
    }

    @Test
    void errors_are_those_of_the_server() {
        TestApp app = node.app();
        String path = "/apps/%s/events".formatted(app.key());
        ObjectNode valid = publish(EventSource.FUNCTION_URL, "", app, Map.of(), eventBody("data"));

        assertStatus(valid.deepCopy().put("body", eventBody("other")), 401);
        assertStatus(valid.deepCopy().put("rawQueryString", ""), 401);
        assertStatus(valid.deepCopy().put("rawPath", "/apps/no-such-app/events"), 404);
        assertStatus(valid.deepCopy().put("rawPath", "/admin/v1/apps"), 404);
        assertStatus(valid.deepCopy().put("rawPath", "/apps/%zz/events"), 400);
        assertStatus(valid.deepCopy().put("rawPath", path + "%zz"), 400);
        assertStatus(valid.deepCopy().put("rawQueryString", "x=%z"), 401);
        assertStatus(valid.deepCopy().put("body", "x".repeat(1_100_000)), 413);
        assertStatus(object().put("no", "request"), 400);
    }

    private static void assertStatus(JsonNode event, int status) {
        Response response = EventSource.FUNCTION_URL.response(function.invoke(event));

        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains("\"code\":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a%20HTTP/1.1", "%C3%A9", "a%0D%0AX-Forwarded-For:%20192.0.2.9", "%00", "a%23b"})
    void a_path_that_an_http_api_has_decoded_is_encoded_again(String user) {
        TestApp app = node.app();
        byte[] body = "{\"name\":\"n\",\"data\":\"\"}".getBytes(UTF_8);
        String path = "/apps/%s/users/%s/events".formatted(app.key(), user);

        ObjectNode event = EventSource.HTTP_API.event("POST", app.signer().request("POST", path, Map.of(), body), body);
        Response response = EventSource.HTTP_API.response(function.invoke(event));

        assertThat(response.status()).as(response.body()).isIn(400, 401, 404);
        assertThat(response.json().path("code").asText()).isIn("invalid_name", "invalid_signature", "no_such_route");
    }

    @Test
    void events_leave_no_connections_open() throws IOException {
        TestApp app = node.app();
        send(EventSource.FUNCTION_URL, publish(EventSource.FUNCTION_URL, "", app, Map.of(), eventBody("first")));
        long before = openFiles();

        for (int i = 0; i < 200; i++) {
            send(EventSource.FUNCTION_URL, publish(EventSource.FUNCTION_URL, "", app, Map.of(), eventBody("data")))
                    .expect(200);
        }

        assertThat(openFiles()).isLessThan(before + 50);
    }

    /** The number of open files of the function, sockets included. */
    private static long openFiles() throws IOException {
        Path files = Path.of("/proc", Long.toString(function.pid()), "fd");
        assumeTrue(Files.exists(files), "Open files can be counted on Linux only");
        try (Stream<Path> all = Files.list(files)) {
            return all.count();
        }
    }

    @Test
    void ticks_of_a_schedule_deliver_webhooks_and_maintain() {
        TestApp app = node.app(Map.of("webhook", Map.of("url", BACKEND.url())));
        app.connect().subscribe("room");

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(function.invoke(object().put("tick", "deliver-webhooks"))
                            .path("apps")
                            .asInt())
                    .isPositive();
            assertThat(BACKEND.events()).anyMatch(it -> it.contains("channel_occupied"));
        });
        assertThat(function.invoke(object().put("tick", "maintain")).has("released_nodes"))
                .isTrue();
    }
}
