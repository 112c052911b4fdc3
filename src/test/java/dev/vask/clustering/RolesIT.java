package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.VaskNode;
import dev.vask.support.PusherClient;
import dev.vask.support.RawHttp;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What instances of each role serve, and what they say of the rest; and who is one service with whom. */
class RolesIT {

    private static final byte[] NOTHING = {};

    private final VaskNode edge = Service.Steady.EDGE;
    private final VaskNode api = Service.Steady.API;

    @Test
    void an_edge_says_who_serves_the_http_api() {
        TestApp app = api.app();

        assertWrongRole(
                app.on(edge).backend().post("/events", "{}"),
                "edge",
                "The HTTP API is served by nodes with the role api or all.");
        assertWrongRole(
                edge.admin("GET", "/admin/v1/apps", NOTHING),
                "edge",
                "The admin API is served by nodes with the role api or all.");
    }

    @Test
    void an_instance_of_the_api_says_who_serves_sockets() {
        TestApp app = api.app();
        String path = "/app/" + app.key() + "?protocol=7";

        assertWrongRole(
                api.request("GET", path, NOTHING), "api", "WebSockets are served by nodes with the role edge or all.");
        try (RawWebSocket refused = RawWebSocket.open(api.edge(), path)) {
            assertThat(refused.responseHead().getFirst()).contains(" 404 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin;a=b/v1/apps",
                "/admin;/v1/apps",
                "//admin/v1/apps",
                "/%61dmin/v1/apps",
                "/app;x/../admin/v1/apps",
                "/./admin/v1/apps",
                "/x/../admin;a=b/v1/apps",
                "/admin%3Ba=b/v1/apps",
                "/admin/v1/apps;a=b",
                "/admin%2Fv1/apps"
            })
    void an_edge_serves_no_operator_however_the_path_is_spelled(String path) {
        String request =
                "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n".formatted(path, edge.adminToken());

        assertThat(RawHttp.exchange(edge.api(), request))
                .startsWith("HTTP/1.1 404 ")
                .containsPattern("wrong_role|no_such_route");
    }

    private static void assertWrongRole(Response answer, String role, String who) {
        answer.expect(404);
        assertThat(answer.json().path("error").textValue())
                .isEqualTo("This node has the role %s. %s".formatted(role, who));
    }

    @Test
    void each_role_tells_of_its_health() {
        for (Server each : List.of(edge, api)) {
            each.request("GET", "/q/health/live", NOTHING).expect(200);
            each.request("GET", "/q/health/ready", NOTHING).expect(200);
        }
    }

    @Test
    void deployments_with_different_prefixes_on_one_redis_never_hear_each_other() {
        VaskNode apart = Service.Steady.CLUSTER.start("all", Map.of("vask.cluster.prefix", "apart"));
        TestApp app = api.app(Map.of("quotas", Map.of("max_connections", 2)));
        PusherClient here = app.on(edge).connect().join("presence-x", "here");
        PusherClient there = app.on(apart).connect().join("presence-x", "there");
        there.signIn("{\"id\":\"ada\"}");

        here.receivesNothingMore();
        there.receivesNothingMore();
        app.backend().publish("presence-x", "n", "to those here");
        app.on(apart).backend().publish("presence-x", "n", "to those there");
        app.backend().terminate("ada");

        here.receives("n", "presence-x", "to those here");
        here.receivesNothingMore();
        there.receives("n", "presence-x", "to those there");
        there.receivesNothingMore();
        assertThat(app.backend().get("/channels/presence-x/users").body()).isEqualTo("{\"users\":[{\"id\":\"here\"}]}");
        app.on(edge).connect().close();
        app.on(apart).connect().close();
        apart.kill();
    }
}
