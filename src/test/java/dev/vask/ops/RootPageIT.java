package dev.vask.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Http;
import dev.vask.support.Response;
import dev.vask.support.Server;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootPageIT {

    private final Server server = Server.standard();

    @Test
    void the_root_page_lists_the_paths() {
        Response page = get("GET", "/").expect(200);

        assertThat(page.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(page.body())
                .contains("Vask", "Pusher", "/app/{app_key}", "/apps/{app_key}", "/admin/v1/apps", "/q/health");
    }

    @Test
    void the_root_page_of_the_management_port_lists_its_paths() {
        Response page = Http.request("GET", server.management(), new byte[0]).expect(200);

        assertThat(page.body()).contains("management port", "/admin/v1/apps", "/q/health", "/q/metrics", "/q/openapi");
    }

    @ParameterizedTest
    @CsvSource({
        "edge, /app/{app_key}, /apps/{app_key}",
        "edge, /app/{app_key}, /admin/v1/apps",
        "edge, /q/health, /console",
        "api, /apps/{app_key}, ' /app/{app_key}'"
    })
    void the_pages_of_a_role_name_only_what_it_serves(String role, String served, String notServed) {
        Server node = Server.with(Map.of("vask.role", role));

        String page = Http.request("GET", node.api(), new byte[0]).expect(200).body();
        String management =
                Http.request("GET", node.management(), new byte[0]).expect(200).body();

        assertThat(page).contains("role " + role, served).doesNotContain(notServed);
        assertThat(management).contains("role " + role, "/q/metrics").doesNotContain(notServed);
    }

    @Test
    void health_stays_where_it_is() {
        assertThat(get("GET", "/q/health").expect(200).json().path("status").asText())
                .isEqualTo("UP");
    }

    @ParameterizedTest
    @CsvSource({"GET, /nothing", "POST, /", "DELETE, /", "GET, /q/nothing", "GET, /index.html", "PATCH, /a/b"})
    void an_unknown_route_is_not_found_in_json(String method, String path) {
        Response response = get(method, path).expect(404);

        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.json().path("error").asText()).isNotBlank();
    }

    @Test
    void a_websocket_there_is_closed_with_4005() {
        server.open("/").closedWith(4005);
    }

    private Response get(String method, String path) {
        return server.request(method, path, new byte[0]);
    }
}
