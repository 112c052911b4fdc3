package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.RawHttp;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.VaskNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nodes of each role serve, how they respond to other requests, and which nodes form a cluster. */
class RolesIT {

    private static final byte[] NO_BODY = {};

    private final VaskNode edge = SharedClusters.Stable.EDGE;
    private final VaskNode api = SharedClusters.Stable.API;

    @Test
    void an_edge_node_names_the_roles_that_serve_the_http_api() {
        TestApp app = api.app();

        assertWrongRole(
                app.on(edge).backend().post("/events", "{}"),
                "edge",
                "The HTTP API is served by nodes with the role api or all.");
        assertWrongRole(
                edge.admin("GET", "/admin/v1/apps", NO_BODY),
                "edge",
                "The admin API is served by nodes with the role api or all.");
        assertWrongRole(
                edge.request("GET", "/console/", NO_BODY),
                "edge",
                "The console is served by nodes with the role api or all.");
    }

    @Test
    void an_api_node_names_the_roles_that_serve_websockets() {
        TestApp app = api.app();
        String path = "/app/" + app.key() + "?protocol=7";

        assertWrongRole(
                api.request("GET", path, NO_BODY), "api", "WebSockets are served by nodes with the role edge or all.");
        try (RawWebSocket rejected = RawWebSocket.open(api.edge(), path)) {
            assertThat(rejected.responseHead().getFirst()).contains(" 404 ");
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
    void an_edge_node_does_not_serve_the_admin_api_under_any_spelling_of_the_path(String path) {
        String request =
                "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n".formatted(path, edge.adminToken());

        assertThat(RawHttp.exchange(edge.api(), request))
                .startsWith("HTTP/1.1 404 ")
                .containsPattern("wrong_role|no_such_route");
    }

    private static void assertWrongRole(Response response, String role, String hint) {
        response.expect(404);
        assertThat(response.json().path("error").textValue())
                .isEqualTo("This node has the role %s. %s".formatted(role, hint));
    }

    @Test
    void each_role_serves_health_checks() {
        for (Server each : List.of(edge, api)) {
            each.request("GET", "/q/health/live", NO_BODY).expect(200);
            each.request("GET", "/q/health/ready", NO_BODY).expect(200);
        }
    }

    @Test
    void deployments_with_different_prefixes_share_no_state() {
        VaskNode otherDeployment = SharedClusters.Stable.CLUSTER.start("all", Map.of("vask.cluster.prefix", "other"));
        TestApp app = api.app(Map.of("quotas", Map.of("max_connections", 2)));
        PusherClient here = app.on(edge).connect().join("presence-x", "here");
        PusherClient there = app.on(otherDeployment).connect().join("presence-x", "there");
        there.signIn("{\"id\":\"ada\"}");

        here.receivesNothingMore();
        there.receivesNothingMore();
        app.backend().publish("presence-x", "n", "to those here");
        app.on(otherDeployment).backend().publish("presence-x", "n", "to those there");
        app.backend().terminate("ada");

        here.receives("n", "presence-x", "to those here");
        here.receivesNothingMore();
        there.receives("n", "presence-x", "to those there");
        there.receivesNothingMore();
        assertThat(app.backend().get("/channels/presence-x/users").body()).isEqualTo("{\"users\":[{\"id\":\"here\"}]}");
        app.on(edge).connect().close();
        app.on(otherDeployment).connect().close();
        otherDeployment.kill();
    }
}
