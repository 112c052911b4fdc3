package dev.vask.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.Response;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.WebhookEndpoint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each change through the admin API is one line in the audit log: token, action and app, but no secret. */
@SameInBothModes
class AuditIT {

    private static final String APPS = "/admin/v1/apps";
    private static final String SECRET = "a-secret-of-the-audit-5f0c1c57";
    private static final String HEADER = "a-header-of-the-audit-d2a1b3e4";

    /** Logs only warnings and the start message, which the tests wait for. */
    private static final Map<String, String> QUIET =
            Map.of("quarkus.log.level", "WARN", "quarkus.log.category.\"dev.vask.wiring.StartBanner\".level", "INFO");

    private final Server server =
            Server.with(with(Map.of("vask.log.json", "true", "vask.webhooks.allow-private-targets", "true")));

    @Test
    void each_change_is_logged_whether_it_succeeds_or_not() {
        try (WebhookEndpoint endpoint = new WebhookEndpoint()) {
            String app = """
                    {"secret":"%s","webhook":{"url":"%s","headers":{"Authorization":"Bearer %s"}}}""".formatted(SECRET, endpoint.url(), HEADER);

            assertAudited("apps.put", "audited", 201, "PUT", APPS + "/audited", app);
            assertAudited("apps.put", "audited", 200, "PUT", APPS + "/audited", app);
            assertAudited(
                    "apps.put", "audited", 400, "PUT", APPS + "/audited", "{\"secret\":[\"%s\"]}".formatted(SECRET));
            assertAudited("apps.put", "audited", 400, "PUT", APPS + "/audited", "{\"secret\":\"%s".formatted(SECRET));
            assertAudited("apps.put", "?", 400, "PUT", APPS + "/%0A", "{}");
            assertAudited("secrets.add", "audited", 201, "POST", APPS + "/audited/secrets", "");
            assertAudited("secrets.rotate", "audited", 201, "POST", APPS + "/audited/secrets/rotate", "");
            assertAudited("secrets.end", "audited", 404, "DELETE", APPS + "/audited/secrets/" + SECRET, "");
            assertAudited("cloudevents.rotateToken", "audited", 201, "POST", APPS + "/audited/cloudevents-token", "");
            assertAudited("cloudevents.endToken", "audited", 204, "DELETE", APPS + "/audited/cloudevents-token", "");
            assertAudited("webhook.test", "audited", 200, "POST", APPS + "/audited/webhook/test", "");
            assertAudited(
                    "webhook.replayAll", "audited", 200, "POST", APPS + "/audited/webhook/dead-letters/replay", "");
            assertAudited(
                    "webhook.replayOne", "audited", 404, "POST", APPS + "/audited/webhook/dead-letters/x/replay", "");
            assertAudited("reencryption.reencrypt", null, 200, "POST", "/admin/v1/secrets/reencrypt", "");
            assertAudited("apps.delete", "audited", 204, "DELETE", APPS + "/audited", "");
            assertAudited("apps.delete", "audited", 404, "DELETE", APPS + "/audited", "");
        }
        assertThat(server.log()).doesNotContain(SECRET, HEADER, server.adminToken());
    }

    @Test
    void a_generated_key_is_logged() {
        Response created = admin("POST", APPS, "");

        JsonNode line = line(created);
        assertThat(line.at("/mdc/action").asText()).isEqualTo("apps.create");
        assertThat(line.at("/mdc/app").asText())
                .isEqualTo(created.json().path("key").asText());
        assertThat(lines(created))
                .noneMatch(it -> it.contains(created.json().path("secret").asText()));
    }

    @Test
    void reads_and_unauthorized_requests_are_not_logged() {
        server.request(
                "GET", APPS, new byte[0], "Authorization", "Bearer " + server.adminToken(), "X-Request-Id", "look");
        server.request("DELETE", APPS + "/shop", new byte[0], "X-Request-Id", "without-token");
        server.request(
                "DELETE", APPS + "/shop", new byte[0], "Authorization", "Bearer wrong", "X-Request-Id", "wrong-token");

        assertThat(List.of("look", "without-token", "wrong-token"))
                .allSatisfy(id -> assertThat(lines(id)).isEmpty());
    }

    @Test
    void a_text_line_has_the_same_fields() {
        Server plain = Server.with(QUIET);

        Response response = plain.admin("DELETE", APPS + "/nobody", new byte[0]).expect(404);

        assertThat(plain.log())
                .contains("token=%s address=127.0.0.1 action=apps.delete app=nobody request=%s status=404"
                        .formatted(
                                tokenId(),
                                response.headers().firstValue("x-request-id").orElseThrow()));
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(QUIET);
        all.putAll(more);
        return all;
    }

    private void assertAudited(String action, String app, int status, String method, String path, String body) {
        JsonNode line = line(admin(method, path, body).expect(status));

        assertThat(line.path("loggerName").asText()).isEqualTo("vask.audit");
        assertThat(line.at("/mdc/action").asText()).isEqualTo(action);
        assertThat(line.at("/mdc/app").asText(null)).isEqualTo(app);
        assertThat(line.at("/mdc/status").asText()).isEqualTo("" + status);
        assertThat(line.at("/mdc/address").asText()).isEqualTo("127.0.0.1");
        assertThat(line.at("/mdc/token").asText()).isEqualTo(tokenId());
    }

    private JsonNode line(Response response) {
        List<String> lines = lines(response);
        assertThat(lines).hasSize(1);
        return Json.parse(lines.getFirst());
    }

    private List<String> lines(Response response) {
        return lines(response.headers().firstValue("x-request-id").orElseThrow());
    }

    private List<String> lines(String id) {
        return server.log()
                .lines()
                .filter(it -> it.contains("vask.audit") && it.contains(id))
                .toList();
    }

    private String tokenId() {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(server.adminToken().getBytes(UTF_8)),
                            0,
                            4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Response admin(String method, String path, String body) {
        return server.admin(method, path, body.getBytes(UTF_8));
    }
}
