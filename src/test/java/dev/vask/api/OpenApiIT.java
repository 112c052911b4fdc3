package dev.vask.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vask.support.Json;
import dev.vask.support.OpenApiDocument;
import dev.vask.support.OpenApiDocument.Operation;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Calls every operation of {@code /q/openapi} with valid and invalid requests, and checks the responses against their schemas. */
class OpenApiIT {

    private static final String EVENT = "{'name':'n','channel':'presence-c','data':'{}','info':'user_count'}";

    private final Server server = Server.standard();
    private final OpenApiDocument document = new OpenApiDocument(new YAMLMapper()
            .readTree(
                    server.request("GET", "/q/openapi", new byte[0]).expect(200).body()));
    private final TestApp app = server.app(
            Map.of("webhook", Map.of("url", "https://hooks.example.com/vask"), "history", Map.of("enabled", true)));
    private final Map<String, List<Call>> calls = new LinkedHashMap<>();

    OpenApiIT() throws JsonProcessingException {
        String newKey = "test-" + UUID.randomUUID().toString().substring(24);
        addCalls(
                "publishEvent",
                call("", EVENT, 200),
                call("", "{'name':'n','channels':['c','d'],'data':''}", 200),
                call("", "{}", 400));
        addCalls("publishBatch", call("", "{'batch':[%s,%<s]}".formatted(EVENT), 200), call("", "{'batch':[]}", 400));
        addCalls(
                "listChannels",
                call("", "", 200),
                call("?filter_by_prefix=presence-&info=user_count", "", 200),
                call("?info=user_count", "", 400));
        addCalls(
                "getChannel",
                call("channel_name=cache-c?info=subscription_count,cache", "", 200),
                call("channel_name=cache-empty?info=cache", "", 200),
                call("channel_name=presence-c?info=user_count", "", 200),
                call("channel_name=a%20b", "", 400));
        addCalls(
                "getHistory",
                call("channel_name=c?limit=10&direction=backward", "", 200),
                call("channel_name=c?limit=0", "", 400),
                call("channel_name=c?after_id=no-id", "", 410));
        addCalls("listUsers", call("channel_name=presence-c", "", 200), call("channel_name=c", "", 400));
        addCalls(
                "publishCloudEvent",
                call("", "{'specversion':'1.0','id':'1','source':'/s','type':'n','subject':'c','data':'d'}", 200),
                call("", "{'specversion':'1.0','id':'1','source':'/s','type':'n'}", 400));
        addCalls("rotateCloudEventsToken", call("", "", 201), call("key=no-such-app", "", 404));
        addCalls("endCloudEventsToken", call("", "", 204), call("key=no-such-app", "", 404));
        addCalls("publishToUser", call("user_id=ada", "{'name':'n','data':''}", 200), call("user_id=ada", "{}", 400));
        addCalls("terminateUserConnections", call("user_id=ada", "{}", 200), call("user_id=a%20b", "{}", 400));
        addCalls("forceUserReconnect", call("user_id=ada", "{}", 200), call("user_id=a%20b", "{}", 400));
        addCalls("listApps", call("", "", 200));
        addCalls("createApp", call("", "{'name':'x'}", 201), call("", "{'name':7}", 400));
        addCalls("getApp", call("", "", 200), call("key=no-such-app", "", 404));
        addCalls(
                "putApp",
                call("key=" + newKey, "{'webhook':null,'quotas':{'max_connections':7}}", 201),
                call("key=" + newKey, "{'name':'x','webhook':{'url':'https://example.com'}}", 200),
                call("", "[]", 400));
        addCalls(
                "addSecret",
                call("", "{}", 201),
                call("", "{'expires_in_seconds':60}", 201),
                call("", "{'secret':''}", 400),
                call("key=no-such-app", "{}", 404));
        addCalls("rotateSecrets", call("", "{'grace_seconds':60}", 201), call("", "{'grace_seconds':-1}", 400));
        addCalls("listSecrets", call("", "", 200), call("key=no-such-app", "", 404));
        addCalls(
                "endSecret",
                call("id=none", "", 404),
                call("key=%s&id=ONLY".formatted(newKey), "", 409),
                call("id=ONLY", "", 204));
        addCalls("getUsage", call("", "", 200), call("key=no-such-app", "", 404));
        addCalls("reencryptSecrets", call("", "", 200));
        addCalls("testWebhook", call("", "", 200), call("key=" + newKey + "-not", "", 404));
        addCalls("getWebhookStatus", call("", "", 200), call("key=no-such-app", "", 404));
        addCalls("listDeadLetters", call("", "", 200), call("?limit=0", "", 400));
        addCalls("replayDeadLetters", call("", "", 200), call("key=no-such-app", "", 404));
        addCalls("replayDeadLetter", call("id=none", "", 404));
        addCalls("listWebhookAttempts", call("", "", 200), call("key=no-such-app", "", 404));
        addCalls("getServer", call("", "", 200));
        addCalls("getStats", call("", "", 200));
        addCalls("getAppStats", call("", "", 200), call("key=no-such-app", "", 404));
        addCalls("listLiveChannels", call("", "", 200), call("?limit=0", "", 400), call("key=no-such-app", "", 404));
        addCalls(
                "getLiveChannel",
                call("channel=cache-c", "", 200),
                call("channel=presence-c", "", 200),
                call("channel=a%20b", "", 400),
                call("channel=c?cursor=x", "", 400));
        addCalls(
                "getLiveChannelHistory",
                call("channel=c", "", 200),
                call("channel=c?limit=0", "", 400),
                call("channel=c?after_id=no-id", "", 410),
                call("key=no-such-app&channel=c", "", 404));
        addCalls(
                "publishEventAsOperator",
                call("", EVENT, 200),
                call("", "{'name':'n','user_id':'ada','data':''}", 200),
                call("", "{'name':'n','data':''}", 400),
                call("key=no-such-app", EVENT, 404));
        addCalls(
                "authorizeTester",
                call("", "{'socket_id':'1.2','channel':'private-c'}", 404),
                call("", "{'socket_id':'1.2','channel':'c'}", 400),
                call("", "{}", 400));
        addCalls("watchApp", call("?types=x", "", 400), call("key=no-such-app", "", 404));
        addCalls("deleteApp", call("key=" + newKey, "", 204), call("key=no-such-app", "", 404));
    }

    @Test
    void every_operation_responds_as_documented() {
        assertThat(calls.keySet())
                .as("operations without a call here, or calls without an operation")
                .containsExactlyInAnyOrderElementsOf(
                        document.operations().stream().map(Operation::id).toList());
        PusherClient listener = app.connect();
        listener.subscribe("cache-c");
        app.backend().publish("cache-c", "n", "kept");

        calls.forEach((id, some) -> {
            Operation operation = document.operations().stream()
                    .filter(it -> it.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            some.forEach(call -> assertDocumented(operation, call, send(operation, call, true)));
            assertDocumented(operation, new Call(Map.of(), "", "", 401), send(operation, some.getFirst(), false));
        });
    }

    private void assertDocumented(Operation operation, Call call, Response response) {
        String what = "%s %s: %d %s".formatted(operation.id(), call, response.status(), response.body());
        assertThat(response.status()).as(what).isEqualTo(call.status());
        assertThat(operation.statuses()).as(what).contains(Integer.toString(response.status()));
        JsonNode content = document.content(operation, Integer.toString(response.status()));
        if (content.isMissingNode()) {
            assertThat(response.body()).as(what).isEmpty();
        } else {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(document.problems(content.path("schema"), response.json()))
                    .as(what)
                    .isEmpty();
        }
        JsonNode body = operation.json().at("/requestBody/content/application~1json/schema");
        if (response.status() < 300 && !call.body().isEmpty() && !body.isMissingNode()) {
            assertThat(document.problems(body, Json.parse(call.json())))
                    .as(what)
                    .isEmpty();
        }
    }

    private Response send(Operation operation, Call call, boolean allowed) {
        String path = operation.path();
        Map<String, String> names = new LinkedHashMap<>(Map.of("app_key", app.key(), "key", app.key()));
        names.putAll(call.names());
        names.computeIfPresent("id", (name, id) -> id.equals("ONLY") ? oldestSecret(names.get("key")) : id);
        for (Map.Entry<String, String> name : names.entrySet()) {
            path = path.replace("{" + name.getKey() + "}", name.getValue());
        }
        byte[] body = call.json().getBytes(UTF_8);
        if (!allowed) {
            return server.request(operation.method(), path, body);
        }
        if (path.startsWith("/admin/")) {
            return server.admin(operation.method(), path + (call.query().isEmpty() ? "" : "?" + call.query()), body);
        }
        if (path.endsWith("/cloudevents")) {
            return server.request(
                    operation.method(),
                    path,
                    body,
                    "Authorization",
                    "Bearer " + cloudEventsToken(),
                    "Content-Type",
                    "application/cloudevents+json");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : call.query().split("&")) {
            if (!parameter.isEmpty()) {
                parameters.put(
                        parameter.substring(0, parameter.indexOf('=')),
                        parameter.substring(parameter.indexOf('=') + 1));
            }
        }
        return server.request(
                operation.method(), app.signer().request(operation.method(), path, parameters, body), body);
    }

    private String cloudEventsToken() {
        return server.admin("POST", "/admin/v1/apps/%s/cloudevents-token".formatted(app.key()), new byte[0])
                .json()
                .path("token")
                .textValue();
    }

    private String oldestSecret(String key) {
        JsonNode secrets = server.admin("GET", "/admin/v1/apps/" + key + "/secrets", new byte[0])
                .json()
                .path("secrets");
        return secrets.path(secrets.size() - 1).path("id").asText();
    }

    private void addCalls(String operation, Call... some) {
        calls.put(operation, List.of(some));
    }

    /** A call: before the question mark the names in the path, then the query. */
    private static Call call(String namesAndQuery, String body, int status) {
        String[] parts = (namesAndQuery + "?").split("\\?", -1);
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : parts[0].split("&")) {
            if (!name.isEmpty()) {
                names.put(name.substring(0, name.indexOf('=')), name.substring(name.indexOf('=') + 1));
            }
        }
        return new Call(names, parts[1], body, status);
    }

    private record Call(Map<String, String> names, String query, String body, int status) {

        String json() {
            return body.replace('\'', '"');
        }
    }
}
