package dev.vask.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A client of the admin API. Rejected requests and failures are {@link CommandFailedException}s. */
final class AdminClient {

    private static final String ROOT = "/admin/v1/";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client;
    private final String url;
    private final String token;

    private AdminClient(String url, String token) {
        this.url = url;
        this.token = token;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        client = (url.startsWith("https:") ? builder : builder.sslContext(withoutTrustStore())).build();
    }

    /** Skips the loading of the platform's trust store, a sixth of a command's time, for plain HTTP. */
    private static SSLContext withoutTrustStore() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** A client for the server of {@code VASK_URL} and {@code VASK_ADMIN_TOKEN}. */
    static AdminClient fromEnvironment(Map<String, String> environment) {
        String url = environment.getOrDefault("VASK_URL", "http://localhost:9000");
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
        return new AdminClient(url.replaceAll("/+$", ""), token);
    }

    ObjectNode get(String path) {
        return accepted(send("GET", path, null));
    }

    /** Whether a path exists. */
    boolean has(String path) {
        HttpResponse<byte[]> response = send("GET", path, null);
        return response.statusCode() != 404 && !accepted(response).isEmpty();
    }

    ObjectNode put(String path, ObjectNode body) {
        return accepted(send("PUT", path, body));
    }

    ObjectNode post(String path, ObjectNode body) {
        return accepted(send("POST", path, body));
    }

    void delete(String path) {
        accepted(send("DELETE", path, null));
    }

    private HttpResponse<byte[]> send(String method, String path, @Nullable ObjectNode body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + ROOT + path))
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.compact(body)))
                    .build();
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(ExitCode.WRONG_USAGE, "Invalid address: " + e.getMessage());
        } catch (IOException e) {
            String why = e.getMessage() == null ? "" : " (%s)".formatted(e.getMessage());
            throw new CommandFailedException(
                    ExitCode.UNREACHABLE,
                    "No response from %s%s. Check that the server is running and that VASK_URL is correct."
                            .formatted(url, why));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(
                    ExitCode.UNREACHABLE, "Interrupted. The outcome of the command is unknown.");
        }
    }

    private ObjectNode accepted(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 204) {
            return JsonNodeFactory.instance.objectNode();
        }
        ObjectNode body = body(response);
        if (status / 100 != 2) {
            throw new CommandFailedException(exitCode(status, body), errorMessage(status, body));
        }
        return body;
    }

    private ObjectNode body(HttpResponse<byte[]> response) {
        try {
            return Json.object(response.body());
        } catch (InvalidJsonException e) {
            throw new CommandFailedException(
                    ExitCode.UNREACHABLE,
                    "%s returned %d with a body that is not from Vask. Check VASK_URL."
                            .formatted(url, response.statusCode()));
        }
    }

    private static int exitCode(int status, ObjectNode body) {
        boolean knowsApps = !body.path("code").asText().equals("no_such_route");
        return switch (status) {
            case 401 -> ExitCode.WRONG_TOKEN;
            case 404 -> knowsApps ? ExitCode.NOT_FOUND : ExitCode.REJECTED;
            default -> status >= 500 ? ExitCode.UNREACHABLE : ExitCode.REJECTED;
        };
    }

    private static String errorMessage(int status, ObjectNode body) {
        String fields = body.path("fields").properties().stream()
                .map(field ->
                        "\n  %s %s".formatted(field.getKey(), field.getValue().asText()))
                .collect(Collectors.joining());
        return "%s%s\n(%d %s, request %s)"
                .formatted(
                        body.path("message").asText(),
                        fields,
                        status,
                        body.path("code").asText(),
                        body.path("request_id").asText());
    }
}
