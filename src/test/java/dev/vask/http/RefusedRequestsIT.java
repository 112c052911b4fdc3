package dev.vask.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.Server;
import dev.vask.support.ServerStart;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Lines of a JSON log about refused requests. */
class RefusedRequestsIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "vask.log.json", "true",
            "vask.app.key", "shop",
            "vask.app.secret", "open-sesame-1234",
            "vask.edge.trusted-proxies", "127.0.0.0/8",
            "quarkus.log.category.\"dev.vask.http\".level", "DEBUG");

    @Test
    void a_line_has_request_id_address_path_and_app() {
        try (ServerStart start = ServerStart.with(SETTINGS)) {
            Server server = start.awaitListening();

            refuse(server, "POST", "/apps/shop/events?auth_key=shop&auth_signature=0", "r-1", 401);
            JsonNode signed = line(start, "r-1");
            assertThat(signed.path("severity").asText()).isEqualTo("DEBUG");
            assertThat(signed.path("message").asText())
                    .startsWith("Request r-1 from 192.0.2.7: POST /apps/shop/events: 401 ");
            assertThat(signed.path("mdc").path("app").asText()).isEqualTo("shop");
            assertThat(signed.path("mdc").path("address").asText()).isEqualTo("192.0.2.7");
            assertThat(signed.path("mdc").path("path").asText()).isEqualTo("/apps/shop/events");
            assertThat(signed.toString()).doesNotContain("auth_signature=0");

            refuse(server, "GET", "/nowhere", "r-2", 404);
            JsonNode unknown = line(start, "r-2");
            assertThat(unknown.path("mdc").path("path").asText()).isEqualTo("/nowhere");
            assertThat(unknown.path("mdc").has("app")).isFalse();

            refuse(server, "GET", "/admin/v1/apps", "r-3", 401);
            assertThat(line(start, "r-3").path("mdc").path("address").asText()).isEqualTo("192.0.2.7");
        }
    }

    private static void refuse(Server server, String method, String path, String id, int status) {
        server.request(method, path, "{}".getBytes(), "X-Request-Id", id, "X-Forwarded-For", "192.0.2.7")
                .expect(status);
    }

    private static JsonNode line(ServerStart start, String id) {
        return Json.parse(
                start.awaitOutput(Pattern.compile("\\{[^\\n]*\"request_id\":\"%s\",\"timestamp[^\\n]*}".formatted(id)))
                        .group());
    }
}
