package dev.vask.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Backend;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.WebhookEndpoint.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Secrets and tokens are only in the response that creates them, never in logs, errors or metrics. */
class SecretExposureIT {

    private static final String EVENT = "{\"name\":\"news\",\"channel\":\"room\",\"data\":\"1\"}";
    private static final String WRONG_TOKEN = "wrong-token-5f0c1c57";
    private static final String HEADER_VALUE = "token-of-the-endpoint-d2a1";
    private static final String MISSPELLED = "secret-in-a-wrong-field-9a1c";
    private static final String BROKEN = "secret-in-broken-json-77e0";
    private static final String OWN_SECRET = "secret-of-our-own-c0ffee";

    private final Server server = Server.with(Map.of(
            "quarkus.log.category.\"dev.vask\".level", "DEBUG",
            "vask.webhooks.allow-private-targets", "true",
            "vask.webhooks.grace", "0s"));
    private final List<String> secrets = new ArrayList<>(List.of(
            WRONG_TOKEN,
            HEADER_VALUE,
            MISSPELLED,
            BROKEN,
            OWN_SECRET,
            server.adminToken(),
            "c3VyZWx5LXRoaXMtaXMtMzItYnl0ZXMtb2Yta2V5LS0="));
    private final List<Response> answers = new ArrayList<>();

    @Test
    void no_secret_is_in_logs_errors_or_metrics() {
        try (WebhookEndpoint endpoint = new WebhookEndpoint()
                .respondsWith(request -> new Reply.Status(request.body().contains("occupied") ? 500 : 200))) {
            TestApp app = server.app(Map.of(
                    "client_events",
                    true,
                    "webhook",
                    Map.of("url", endpoint.url(), "headers", Map.of("Authorization", "Bearer " + HEADER_VALUE))));
            secrets.add(app.secret());

            wrongSignatures(app);
            rotations(app);
            invalidAdminRequests(app);
            answers.add(server.admin("POST", "/admin/v1/apps/%s/webhook/test".formatted(app.key()), new byte[0])
                    .expect(200));
            assertThat(endpoint.received()).anyMatch(it -> it.headers().containsValue("Bearer " + HEADER_VALUE));
            app.delete();
        }

        String metrics =
                server.request("GET", "/q/metrics", new byte[0]).expect(200).body();
        String log = server.log();
        assertThat(log)
                .contains(
                        "DEBUG",
                        "invalid_signature",
                        "invalid_token",
                        "invalid_fields",
                        "invalid_json",
                        "no_such_secret");
        for (String secret : secrets) {
            assertThat(log).doesNotContain(secret);
            assertThat(metrics).doesNotContain(secret);
            assertThat(answers).noneMatch(it -> it.body().contains(secret));
        }
    }

    private void wrongSignatures(TestApp app) {
        Signer wrong = signer(app, "wrong-secret-1b2c3d4e");
        Backend unauthorized = new Backend(server, wrong);
        answers.add(unauthorized.post("/events", EVENT).expect(401));
        answers.add(unauthorized.get("/channels").expect(401));
        try (PusherClient client = app.connect()) {
            subscribe(client, wrong);
            client.receivesError(4009);
            signIn(client, wrong);
            client.receivesError(4009);
            subscribe(client, app.signer());
            client.receives("pusher_internal:subscription_succeeded", "private-room");
            signIn(client, app.signer());
            client.receives("pusher:signin_success");
        }
    }

    private void rotations(TestApp app) {
        Signer rotated = signer(app, createSecret(app, "/rotate", "{\"grace_seconds\":60}"));
        new Backend(server, rotated).post("/events", EVENT).expect(200);
        Signer expiring = signer(app, createSecret(app, "", "{\"expires_in_seconds\":1}"));
        createSecret(app, "", "{\"secret\":\"%s\"}".formatted(OWN_SECRET));
        answers.add(secrets(app, "POST", "", "{\"secret\":\"%s\"}".formatted(OWN_SECRET))
                .expect(409));
        answers.add(secrets(app, "GET", "", "").expect(200));
        answers.add(secrets(app, "DELETE", "/" + rotated.secret(), "").expect(404));
        await().until(() -> new Backend(server, expiring).post("/events", EVENT).status() == 401);
        answers.add(
                server.admin("POST", "/admin/v1/secrets/reencrypt", new byte[0]).expect(200));
    }

    private void invalidAdminRequests(TestApp app) {
        String path = "/admin/v1/apps/" + app.key();
        answers.add(server.request("GET", path, new byte[0], "Authorization", "Bearer " + WRONG_TOKEN)
                .expect(401));
        answers.add(admin(path, "{\"secrte\":\"%s\"}".formatted(MISSPELLED)).expect(400));
        answers.add(admin(path, "{\"secret\":[\"%s\"]}".formatted(MISSPELLED)).expect(400));
        answers.add(admin(path, "{\"secret\":\"%s\"".formatted(BROKEN)).expect(400));
        answers.add(admin(path, "{\"secret\":%s}".formatted(BROKEN)).expect(400));
    }

    private Response admin(String path, String body) {
        return server.admin("PUT", path, body.getBytes(UTF_8));
    }

    private static void subscribe(PusherClient client, Signer signer) {
        client.send(
                "pusher:subscribe",
                Map.of("channel", "private-room", "auth", signer.channel(client.socketId(), "private-room")));
    }

    private static void signIn(PusherClient client, Signer signer) {
        String user = Json.of(Map.of("id", "ada"));
        client.send("pusher:signin", Map.of("user_data", user, "auth", signer.user(client.socketId(), user)));
    }

    private Signer signer(TestApp app, String secret) {
        secrets.add(secret);
        return new Signer(app.key(), secret);
    }

    private String createSecret(TestApp app, String route, String body) {
        String secret = secrets(app, "POST", route, body)
                .expect(201)
                .json()
                .path("secret")
                .asText();
        secrets.add(secret);
        return secret;
    }

    private Response secrets(TestApp app, String method, String route, String body) {
        return server.admin(method, "/admin/v1/apps/%s/secrets%s".formatted(app.key(), route), body.getBytes(UTF_8));
    }
}
