package dev.vask.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Json;
import dev.vask.protocol.RequestSigner;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/** A client of the HTTP API of one app. Paths are relative to {@code /apps/{key}}. */
final class BackendClient {

    private final JsonHttp http;
    private final RequestSigner signer;

    private BackendClient(JsonHttp http, RequestSigner signer) {
        this.http = http;
        this.signer = signer;
    }

    /**
     * A client with these credentials.
     *
     * @throws CommandFailedException if the key or the secret is missing
     */
    static BackendClient of(AppCredentials app) {
        return new BackendClient(
                new JsonHttp(app.url().toString(), PublicUrl.VARIABLE),
                new RequestSigner(app.requiredKey(), app.requiredSecret(), InstantSource.system()));
    }

    ObjectNode get(String path, Map<String, String> parameters) {
        HttpRequest.Builder request = request("GET", path, parameters, new byte[0]);
        return http.accepted(http.send(request, "GET", null));
    }

    ObjectNode post(String path, ObjectNode body) {
        byte[] utf8 = Json.compact(body).getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = request("POST", path, Map.of(), utf8);
        return http.accepted(http.send(request.header("Content-Type", "application/json"), "POST", body));
    }

    private HttpRequest.Builder request(String method, String path, Map<String, String> parameters, byte[] body) {
        String full = "/apps/" + PathSegment.of(signer.key()) + path;
        return http.request(signer.target(method, full, parameters, body)).timeout(JsonHttp.TIMEOUT);
    }
}
