package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

/** Sends the signed HTTP API requests of an app's backend. Paths are relative to {@code /apps/{key}}, such as {@code /events}. */
public record Backend(Server server, Signer signer) {

    /** Sends a signed POST with a JSON body. */
    public Response post(String path, String json) {
        return post(path, json.getBytes(UTF_8));
    }

    /** Sends a signed POST with any body. */
    public Response post(String path, byte[] body) {
        return server.request(
                "POST", signer.request("POST", full(path), Map.of(), body), body, "Content-Type", "application/json");
    }

    /** Sends a signed GET without query parameters. */
    public Response get(String path) {
        return get(path, Map.of());
    }

    /** Sends a signed GET with query parameters. */
    public Response get(String path, Map<String, String> parameters) {
        byte[] noBody = new byte[0];
        return server.request("GET", signer.request("GET", full(path), parameters, noBody), noBody);
    }

    /** Publishes one event and expects it to be accepted. */
    public void publish(String channel, String name, String data) {
        post("/events", Json.of(Map.of("name", name, "channel", channel, "data", data)))
                .expect(200);
    }

    /** Publishes one event; retries while the app's quota rejects it. */
    void publishWithinQuota(String channel, String name, String data) {
        String json = Json.of(Map.of("name", name, "channel", channel, "data", data));
        await("the quota accepts the event").pollInterval(Duration.ofMillis(50)).until(() -> {
            Response response = post("/events", json);
            return response.status() != 429 && response.expect(200) != null;
        });
    }

    /** Sends one event to a user and expects it to be accepted. */
    public void publishToUser(String userId, String name, String data) {
        post("/users/" + userId + "/events", Json.of(Map.of("name", name, "data", data)))
                .expect(200);
    }

    /** Closes all connections signed in as a user. */
    public void terminate(String userId) {
        post("/users/" + userId + "/terminate_connections", "{}").expect(200);
    }

    /** Closes all connections signed in as a user, which reconnect. */
    public void forceReconnect(String userId) {
        post("/users/" + userId + "/force_reconnect", "{}").expect(200);
    }

    private String full(String path) {
        return "/apps/" + signer.key() + path;
    }
}
