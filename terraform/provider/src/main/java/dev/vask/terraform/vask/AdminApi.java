package dev.vask.terraform.vask;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vask.terraform.provider.FailedException;
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
 * Vask's admin API. What may be repeated is tried again when the server or the way to it fails for a moment. That something
 * is gone is believed only from a server that knows apps at all: a wrong address must not look like a deletion.
 */
final class AdminApi {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String APPS = "/admin/v1/apps";
    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
    private static final Set<String> REPEATABLE = Set.of("GET", "PUT", "DELETE");

    private final HttpClient client;
    private final String url;
    private final String token;
    private final Duration timeout;
    private volatile boolean known;

    /**
     * Sends nothing yet.
     *
     * @param url     of the server, with or without a path of its own before the API's
     * @param timeout of one request
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

    /** Path of an app, whose key needs no escaping. */
    static String app(String key) {
        return APPS + "/" + key;
    }

    /** All apps. */
    JsonNode apps() throws FailedException {
        JsonNode apps = body(accepted(send("GET", APPS, null))).path("apps");
        known = true;
        return apps;
    }

    /** What is at a path, empty if nothing is. */
    Optional<JsonNode> find(String path) throws FailedException {
        HttpResponse<String> answer = send("GET", path, null);
        return isGone(answer) ? Optional.empty() : Optional.of(body(accepted(answer)));
    }

    JsonNode put(String path, JsonNode body) throws FailedException {
        return body(accepted(send("PUT", path, body)));
    }

    JsonNode post(String path, JsonNode body) throws FailedException {
        return body(accepted(send("POST", path, body)));
    }

    /** Makes an app whose key the server chooses. */
    JsonNode create(JsonNode app) throws FailedException {
        return post(APPS, app);
    }

    /** Deletes what is at a path, if it is there. */
    void delete(String path) throws FailedException {
        HttpResponse<String> answer = send("DELETE", path, null);
        if (!isGone(answer)) {
            accepted(answer);
        }
    }

    private boolean isGone(HttpResponse<String> answer) throws FailedException {
        if (answer.statusCode() != 404) {
            return false;
        }
        if (!known) {
            apps();
        }
        return true;
    }

    private HttpResponse<String> send(String method, String path, @Nullable JsonNode body) throws FailedException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; attempt < (REPEATABLE.contains(method) ? ATTEMPTS : 1); attempt++) {
            try {
                HttpResponse<String> answer = sendOnce(method, path, body);
                if (!PASSING.contains(answer.statusCode())) {
                    return answer;
                }
            } catch (IOException _) {
                // The last attempt says what is the matter.
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
        try {
            return sendOnce(method, path, body);
        } catch (IOException e) {
            throw Failures.unreachable(url, timeout, e);
        }
    }

    private HttpResponse<String> sendOnce(String method, String path, @Nullable JsonNode body)
            throws IOException, FailedException {
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
            throw Failures.interrupted(e);
        }
    }

    private static void sleep(Duration pause) throws FailedException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw Failures.interrupted(e);
        }
    }

    private HttpResponse<String> accepted(HttpResponse<String> answer) throws FailedException {
        if (answer.statusCode() / 100 == 2) {
            return answer;
        }
        throw Failures.refused(answer, parse(answer.body()).orElse(JsonNodeFactory.instance.missingNode()));
    }

    private static JsonNode body(HttpResponse<String> answer) throws FailedException {
        return parse(answer.body()).filter(JsonNode::isObject).orElseThrow(() -> Failures.unreadable(answer));
    }

    private static Optional<JsonNode> parse(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
