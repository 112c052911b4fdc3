package dev.vask.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of the admin API. Rejected requests and failures are {@link CommandFailedException}s. */
final class AdminClient {

    private static final String VARIABLE = "VASK_URL";
    private static final String ROOT = "/admin/v1/";

    private final JsonHttp http;
    private final String token;

    private AdminClient(JsonHttp http, String token) {
        this.http = http;
        this.token = token;
    }

    /** A client for the server of {@code VASK_URL} and {@code VASK_ADMIN_TOKEN}. */
    static AdminClient fromEnvironment(Map<String, String> environment) {
        String url = environment.getOrDefault(VARIABLE, "http://localhost:9000");
        if (!url.matches("https?://[^\\s/]+.*")) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USAGE,
                    "Invalid value for VASK_URL: '%s' is not a URL like http://localhost:9000.".formatted(url));
        }
        String token = environment.getOrDefault("VASK_ADMIN_TOKEN", "");
        if (token.isBlank()) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USAGE, "VASK_ADMIN_TOKEN is not set. Set it to the server's vask.admin.token.");
        }
        return new AdminClient(new JsonHttp(url, VARIABLE), token);
    }

    ObjectNode get(String path) {
        return http.accepted(send("GET", path, null));
    }

    /** Whether a path exists. */
    boolean has(String path) {
        HttpResponse<byte[]> response = send("GET", path, null);
        return response.statusCode() != 404 && !http.accepted(response).isEmpty();
    }

    ObjectNode put(String path, ObjectNode body) {
        return http.accepted(send("PUT", path, body));
    }

    /** Sends a PUT and returns the response as it is. */
    HttpResponse<byte[]> tryPut(String path, ObjectNode body) {
        return send("PUT", path, body);
    }

    ObjectNode post(String path, ObjectNode body) {
        return http.accepted(send("POST", path, body));
    }

    void delete(String path) {
        http.accepted(send("DELETE", path, null));
    }

    /** A request without a body and a timeout, for a stream of events. */
    HttpRequest stream(String path) {
        return authorized(path).header("Accept", "text/event-stream").build();
    }

    JsonHttp http() {
        return http;
    }

    private HttpResponse<byte[]> send(String method, String path, @Nullable ObjectNode body) {
        return http.send(
                authorized(path).header("Content-Type", "application/json").timeout(JsonHttp.TIMEOUT), method, body);
    }

    private HttpRequest.Builder authorized(String path) {
        return http.request(ROOT + path).header("Authorization", "Bearer " + token);
    }
}
