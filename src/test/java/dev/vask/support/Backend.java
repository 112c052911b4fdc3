package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

/** A customer's server: sends signed requests for one app. Paths begin after {@code /apps/{key}}, such as {@code /events}. */
public record Backend(Server server, Signer signer) {

    /** A signed POST. */
    public Response post(String path, String json) {
        return post(path, json.getBytes(UTF_8));
    }

    /** A signed POST of any bytes. */
    public Response post(String path, byte[] body) {
        return server.request(
                "POST", signer.request("POST", full(path), Map.of(), body), body, "Content-Type", "application/json");
    }

    /** A signed GET without parameters of its own. */
    public Response get(String path) {
        return get(path, Map.of());
    }

    /** A signed GET with parameters. */
    public Response get(String path, Map<String, String> parameters) {
        byte[] none = new byte[0];
        return server.request("GET", signer.request("GET", full(path), parameters, none), none);
    }

    /** Publishes one event, which must be accepted. */
    public void publish(String channel, String name, String data) {
        post("/events", Json.of(Map.of("name", name, "channel", channel, "data", data)))
                .expect(200);
    }

    /** Publishes one event as soon as the app's quota lets it. */
    void publishWithinQuota(String channel, String name, String data) {
        String json = Json.of(Map.of("name", name, "channel", channel, "data", data));
        await("room in the quota").pollInterval(Duration.ofMillis(50)).until(() -> {
            Response answer = post("/events", json);
            return answer.status() != 429 && answer.expect(200) != null;
        });
    }

    /** Sends one event to a user, which must be accepted. */
    public void publishToUser(String userId, String name, String data) {
        post("/users/" + userId + "/events", Json.of(Map.of("name", name, "data", data)))
                .expect(200);
    }

    /** Closes all connections signed in as a user. */
    public void terminate(String userId) {
        post("/users/" + userId + "/terminate_connections", "{}").expect(200);
    }

    private String full(String path) {
        return "/apps/" + signer.key() + path;
    }
}
