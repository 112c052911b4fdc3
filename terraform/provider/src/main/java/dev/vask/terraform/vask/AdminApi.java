package dev.vask.terraform.vask;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vask.terraform.provider.ProviderException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client of Vask's admin API. Idempotent requests are retried after temporary failures. A 404 counts as a missing resource only if the
 * server has an admin API, so that a wrong address does not look like a deletion.
 */
final class AdminApi {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String APPS = "/admin/v1/apps";
    private static final int ATTEMPTS = 3;
    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(250);
    private static final Set<Integer> RETRYABLE_STATUSES = Set.of(429, 502, 503, 504);
    private static final Set<String> IDEMPOTENT_METHODS = Set.of("GET", "PUT", "DELETE");

    private final HttpClient client;
    private final String url;
    private final String token;
    private final Duration timeout;
    private volatile boolean known;

    /**
     * Creates a client, without a request.
     *
     * @param url     the address of the server, optionally with a path prefix
     * @param timeout the timeout of one request
     */
    AdminApi(String url, String token, Duration timeout) {
        this.url = url.replaceAll("/+$", "");
        this.token = token;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /** The path of an app. Keys need no escaping. */
    static String app(String key) {
        return APPS + "/" + key;
    }

    /** All apps. */
    JsonNode apps() throws ProviderException {
        JsonNode apps = body(requireSuccess(send("GET", APPS, null))).path("apps");
        known = true;
        return apps;
    }

    /** The resource at a path, empty if it does not exist. */
    Optional<JsonNode> find(String path) throws ProviderException {
        HttpResponse<String> response = send("GET", path, null);
        return isNotFound(response) ? Optional.empty() : Optional.of(body(requireSuccess(response)));
    }

    JsonNode put(String path, JsonNode body) throws ProviderException {
        return body(requireSuccess(send("PUT", path, body)));
    }

    JsonNode post(String path, JsonNode body) throws ProviderException {
        return body(requireSuccess(send("POST", path, body)));
    }

    /** Creates an app with a generated key. */
    JsonNode create(JsonNode app) throws ProviderException {
        return post(APPS, app);
    }

    /** Deletes the resource at a path, if it exists. */
    void delete(String path) throws ProviderException {
        HttpResponse<String> response = send("DELETE", path, null);
        if (!isNotFound(response)) {
            requireSuccess(response);
        }
    }

    private boolean isNotFound(HttpResponse<String> response) throws ProviderException {
        if (response.statusCode() != 404) {
            return false;
        }
        if (!known) {
            apps();
        }
        return true;
    }

    private HttpResponse<String> send(String method, String path, @Nullable JsonNode body) throws ProviderException {
        Duration pause = INITIAL_BACKOFF;
        for (int attempt = 1; attempt < (IDEMPOTENT_METHODS.contains(method) ? ATTEMPTS : 1); attempt++) {
            try {
                HttpResponse<String> response = sendOnce(method, path, body);
                if (!RETRYABLE_STATUSES.contains(response.statusCode())) {
                    return response;
                }
            } catch (IOException _) {
                // The last attempt reports the error.
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
        try {
            return sendOnce(method, path, body);
        } catch (IOException e) {
            throw AdminApiErrors.unreachable(url, timeout, e);
        }
    }

    private HttpResponse<String> sendOnce(String method, String path, @Nullable JsonNode body)
            throws IOException, ProviderException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .header("User-Agent", "terraform-provider-vask")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw AdminApiErrors.interrupted(e);
        }
    }

    private static void sleep(Duration pause) throws ProviderException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw AdminApiErrors.interrupted(e);
        }
    }

    private HttpResponse<String> requireSuccess(HttpResponse<String> response) throws ProviderException {
        if (response.statusCode() / 100 == 2) {
            return response;
        }
        throw AdminApiErrors.rejected(response, parse(response.body()).orElse(JsonNodeFactory.instance.missingNode()));
    }

    private static JsonNode body(HttpResponse<String> response) throws ProviderException {
        return parse(response.body()).filter(JsonNode::isObject).orElseThrow(() -> AdminApiErrors.unreadable(response));
    }

    private static Optional<JsonNode> parse(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
