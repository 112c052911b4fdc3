package dev.vask.terraform.vask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.schema.Path;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;

/** Errors of requests to the admin API, with what to do. */
final class AdminApiErrors {

    private static final int MAX_SHOWN = 200;

    private AdminApiErrors() {}

    static ProviderException unreachable(String url, Duration timeout, IOException cause) {
        String what = "No response from " + url;
        return switch (cause) {
            case HttpConnectTimeoutException _ ->
                new ProviderException(what, "No connection within %d s. %s".formatted(timeout.toSeconds(), checkUrl()));
            case HttpTimeoutException _ ->
                new ProviderException(
                                what,
                                "The server did not respond within %d s. If it needs longer, raise the provider's request_timeout."
                                        .formatted(timeout.toSeconds()))
                        .withUnknownOutcome();
            case ConnectException e
            when isUnresolved(e) -> new ProviderException(what, "The host name does not resolve. " + checkUrl());
            case UnknownHostException _ -> new ProviderException(what, "The host name does not resolve. " + checkUrl());
            case ConnectException _ -> new ProviderException(what, "The connection was refused. " + checkUrl());
            case SSLException e ->
                new ProviderException(what, "TLS failed: %s. %s".formatted(e.getMessage(), checkUrl()));
            default ->
                new ProviderException(what, "The connection was interrupted: %s.".formatted(reason(cause)))
                        .withUnknownOutcome();
        };
    }

    private static boolean isUnresolved(ConnectException e) {
        return e.getCause() instanceof UnresolvedAddressException
                || e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException;
    }

    private static String checkUrl() {
        return "Check that the server is running and that the provider's url (or VASK_URL) is correct.";
    }

    private static String reason(IOException cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    static ProviderException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ProviderException("Interrupted", "Terraform ended the provider: %s".formatted(cause))
                .withUnknownOutcome();
    }

    /** An error response other than a missing resource. */
    static ProviderException rejected(HttpResponse<?> response, JsonNode body) {
        String message = message(body);
        return switch (response.statusCode()) {
            case 400 -> invalid(message, body.path("fields"));
            case 401, 403 ->
                new ProviderException(
                        "The server rejected the token",
                        "%s returned %d: %s Set the provider's token (or VASK_ADMIN_TOKEN) to the server's vask.admin.token."
                                .formatted(where(response), response.statusCode(), message));
            case 404 ->
                new ProviderException(
                        "No admin API at this address",
                        "%s returned 404: %s The admin API is enabled only if vask.admin.token is set on the server. %s"
                                .formatted(where(response), message, checkUrl()));
            default -> other(response, message);
        };
    }

    private static ProviderException other(HttpResponse<?> response, String message) {
        String detail = "%s returned %d: %s".formatted(where(response), response.statusCode(), message);
        return response.statusCode() >= 500
                ? new ProviderException("Server error", detail).withUnknownOutcome()
                : new ProviderException("The server rejected the request", detail);
    }

    private static ProviderException invalid(String message, JsonNode fields) {
        Map<Path, String> problems = new LinkedHashMap<>();
        fields.properties()
                .forEach(field ->
                        problems.merge(pathOf(field.getKey()), field.getValue().asText(), "%s; %s"::formatted));
        return ProviderException.of("The server rejected the configuration", message, problems);
    }

    /** The attribute of a field of the API, without array indexes like {@code allowed_origins[2]}. */
    private static Path pathOf(String field) {
        return Path.of(field.replaceAll("\\[.*?]", "").split("\\."));
    }

    /** A success status with an invalid body, for example from a proxy, or cut off. */
    static ProviderException unreadable(HttpResponse<String> response) {
        return new ProviderException(
                        "The response is not from Vask",
                        "%s returned %d without a JSON object. Check whether a proxy answers instead of the server."
                                .formatted(where(response), response.statusCode()))
                .withUnknownOutcome();
    }

    private static String where(HttpResponse<?> response) {
        URI uri = response.request().uri();
        return "%s %s".formatted(response.request().method(), uri);
    }

    private static String message(JsonNode body) {
        JsonNode error = body.path("error");
        String text = error.isTextual()
                ? error.textValue()
                : error.path("message").asText(body.path("message").asText(""));
        String shown = text.isBlank() ? "no reason given" : text.replaceFirst("\\.$", "");
        return (shown.length() > MAX_SHOWN ? shown.substring(0, MAX_SHOWN) + "…" : shown) + byName(body) + ".";
    }

    /** The error code and the request id, which is also in the server's log. */
    private static String byName(JsonNode body) {
        String code = body.path("code").asText("");
        return code.isBlank()
                ? ""
                : " (%s, request %s)".formatted(code, body.path("request_id").asText("unknown"));
    }
}
