package dev.vask.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Http;
import dev.vask.support.RawHttp;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.Stays;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The paths of the public port and the management port. */
class ManagementPortIT {

    private static final byte[] NOTHING = {};
    private static final String APPS = "/admin/v1/apps";

    private final Server server = Server.standard();

    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/openapi"})
    void the_public_port_serves_no_operator_paths(String path) {
        get(server.api(), path).expect(404);
        get(server.management(), path).expect(200);
    }

    @ParameterizedTest
    @CsvSource({"/q/health, true", "/q/health/ready, true", "/q/health/live, false", "/q/health/started, false"})
    void health_has_details_on_the_management_port_only(String path, boolean checks) {
        Response plain = get(server.api(), path).expect(200);
        Response detailed = get(server.management(), path).expect(200);

        assertThat(plain.body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(detailed.json().path("status").textValue()).isEqualTo("UP");
        assertThat(detailed.body().contains("live state and apps")).isEqualTo(checks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/x", "/apps", "/apps/x/channels", "/nothing", "/q", "/q/nothing", "/administration"})
    void the_management_port_serves_no_clients_and_no_backends(String path) {
        Response response = get(server.management(), path).expect(404);

        assertThat(response.json().path("code").textValue()).isEqualTo("no_such_route");
    }

    @Test
    void the_admin_api_is_on_the_public_port_if_configured() {
        URI on = Server.with(Map.of("vask.admin.public", "true")).api();
        URI off = Server.with(Map.of("vask.admin.public", "false")).api();

        assertThat(withToken(on, APPS).expect(200).json().path("apps").isArray())
                .isTrue();
        Response hidden = withToken(off, APPS).expect(404);
        assertThat(hidden.json().path("code").textValue()).isEqualTo("no_such_route");
        assertThat(hidden.json().path("error").textValue()).contains("management port", "vask.admin.public");
    }

    /** By default the admin API is on the public port in standalone mode, and not in a cluster. */
    @Test
    void without_the_setting_the_mode_decides() {
        withToken(server.api(), APPS).expect(server.isOneProcess() ? 200 : 404);
        withToken(server.management(), APPS).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin;a=b/v1/apps",
                "//admin/v1/apps",
                "/%61dmin/v1/apps",
                "/x/../admin;a=b/v1/apps",
                "/admin%2Fv1/apps",
                "/admin/v1/apps;a=b",
                "/apps/../admin/v1/apps"
            })
    void no_spelling_of_the_path_reaches_the_admin_api_on_the_public_port(String path) {
        Server hidden = Server.with(Map.of("vask.admin.public", "false"));
        String request = "GET %s HTTP/1.1\r\nHost: x\r\nVask.Management: true\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(path, hidden.adminToken());

        assertThat(RawHttp.exchange(hidden.api(), request))
                .startsWith("HTTP/1.1 404 ")
                .contains("no_such_route");
    }

    @Test
    void the_management_port_has_no_cors_headers() {
        Response metrics = Http.request(
                        "GET", server.management().resolve("/q/metrics"), NOTHING, "Origin", "https://a.example")
                .expect(200);

        assertThat(metrics.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    /** The HTTP client of the JDK offers an upgrade to HTTP/2 with its first request. */
    @Test
    void a_client_that_offers_http_2_is_served() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest list = HttpRequest.newBuilder(server.management().resolve(APPS))
                    .header("Authorization", "Bearer " + server.adminToken())
                    .build();
            HttpRequest create = HttpRequest.newBuilder(server.management().resolve(APPS + "/http-2"))
                    .header("Authorization", "Bearer " + server.adminToken())
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("{\"name\":\"x\"}"))
                    .build();

            for (HttpRequest request : List.of(list, create, create, list)) {
                assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                        .isIn(200, 201);
            }
        }
    }

    /** An unread body has 10 s, after which the connection is closed. This body was read. */
    @Test
    void a_connection_stays_open_after_a_request_to_an_unknown_path() throws IOException {
        try (Socket socket = RawHttp.connect(server.management())) {
            assertThat(answer(socket, "POST /unknown HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 404 ");

            Stays.trueFor(Duration.ofSeconds(11), Duration.ofSeconds(1), () -> answer(
                            socket, "GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n")
                    .startsWith("HTTP/1.1 200 "));
        }
    }

    private static String answer(Socket socket, String request) throws IOException {
        RawHttp.send(socket, request.getBytes(ISO_8859_1));
        return RawHttp.readResponse(socket);
    }

    @Test
    void the_head_of_a_request_has_the_same_limit() {
        Server strict = Server.with(Map.of("vask.http.max-head-bytes", "2000"));
        String head = "GET /q/health/live HTTP/1.1\r\nHost: x\r\nX-Padding: %s\r\n\r\n";

        assertThat(RawHttp.exchange(strict.management(), head.formatted("x".repeat(1_800))))
                .startsWith("HTTP/1.1 200 ");
        assertThat(RawHttp.exchange(strict.management(), head.formatted("x".repeat(2_000))))
                .containsPattern("^HTTP/1[.][01] 431");
    }

    @Test
    void a_change_on_the_management_port_is_seen_by_clients() {
        TestApp app = server.app();
        app.connect().close();

        Http.request(
                        "DELETE",
                        server.management().resolve(APPS + "/" + app.key()),
                        NOTHING,
                        "Authorization",
                        "Bearer " + server.adminToken())
                .expect(204);
        await().untilAsserted(() ->
                assertThat(app.backend().get("/channels").status()).isEqualTo(404));
    }

    private static Response get(URI port, String path) {
        return Http.request("GET", port.resolve(path), NOTHING);
    }

    private Response withToken(URI port, String path) {
        return Http.request("GET", port.resolve(path), NOTHING, "Authorization", "Bearer " + server.adminToken());
    }
}
