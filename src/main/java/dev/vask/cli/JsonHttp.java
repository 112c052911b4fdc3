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
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Sends requests with JSON to one server. What the server rejects is a {@link CommandFailedException}. */
final class JsonHttp {

    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client;
    private final String url;
    private final String variable;

    /**
     * Creates a client.
     *
     * @param url      the base URL
     * @param variable the environment variable that sets the URL, for error messages
     */
    JsonHttp(String url, String variable) {
        this.url = url.replaceAll("/+$", "");
        this.variable = variable;
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

    HttpClient client() {
        return client;
    }

    /** A request for a path and query. */
    HttpRequest.Builder request(String target) {
        try {
            return HttpRequest.newBuilder(URI.create(url + target));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(ExitCode.WRONG_USAGE, "Invalid address: " + e.getMessage());
        }
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request, String method, @Nullable ObjectNode body) {
        try {
            request.method(
                    method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.compact(body)));
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(ExitCode.WRONG_USAGE, "Invalid request: " + e.getMessage());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(
                    ExitCode.UNREACHABLE, "Interrupted. The outcome of the command is unknown.");
        }
    }

    /** The error of a request without a response. */
    CommandFailedException unreachable(Throwable cause) {
        String why = cause.getMessage() == null ? "" : " (%s)".formatted(cause.getMessage());
        return new CommandFailedException(
                ExitCode.UNREACHABLE,
                "No response from %s%s. Check that the server is running and that %s is correct."
                        .formatted(url, why, variable));
    }

    /** The body of a response, which is empty for 204. */
    ObjectNode accepted(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 204) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (status / 100 != 2) {
            throw rejected(status, response.body());
        }
        return body(status, response.body());
    }

    /** The error of a response. */
    CommandFailedException rejected(int status, byte[] content) {
        try {
            ObjectNode body = body(status, content);
            return new CommandFailedException(exitCode(status, body), errorMessage(status, body));
        } catch (CommandFailedException notFromVask) {
            return notFromVask;
        }
    }

    private ObjectNode body(int status, byte[] content) {
        try {
            return Json.object(content);
        } catch (InvalidJsonException e) {
            throw new CommandFailedException(
                    ExitCode.UNREACHABLE,
                    "%s returned %d with a body that is not from Vask. Check %s.".formatted(url, status, variable));
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
