package dev.vask.terraform.vask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.terraform.provider.FailedException;
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

/** What can go wrong between here and the server, in words that say what to do. */
final class Failures {

    private static final int MOST_SHOWN = 200;

    private Failures() {}

    static FailedException unreachable(String url, Duration timeout, IOException cause) {
        String what = "No response from " + url;
        return switch (cause) {
            case HttpConnectTimeoutException _ ->
                new FailedException(what, "No connection within %d s. %s".formatted(timeout.toSeconds(), checkUrl()));
            case HttpTimeoutException _ ->
                new FailedException(
                                what,
                                "The server did not respond within %d s. If it needs longer, raise the provider's request_timeout."
                                        .formatted(timeout.toSeconds()))
                        .uncertain();
            case ConnectException e
            when isUnresolved(e) -> new FailedException(what, "The host name does not resolve. " + checkUrl());
            case UnknownHostException _ -> new FailedException(what, "The host name does not resolve. " + checkUrl());
            case ConnectException _ -> new FailedException(what, "The connection was refused. " + checkUrl());
            case SSLException e ->
                new FailedException(what, "TLS failed: %s. %s".formatted(e.getMessage(), checkUrl()));
            default ->
                new FailedException(what, "The connection was interrupted: %s.".formatted(reason(cause))).uncertain();
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

    static FailedException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new FailedException("Interrupted", "Terraform ended the provider: %s".formatted(cause)).uncertain();
    }

    /** An answer that is neither a success nor an absence. */
    static FailedException refused(HttpResponse<?> answer, JsonNode body) {
        String message = message(body);
        return switch (answer.statusCode()) {
            case 400 -> invalid(message, body.path("fields"));
            case 401, 403 ->
                new FailedException(
                        "The server rejected the token",
                        "%s returned %d: %s Set the provider's token (or VASK_ADMIN_TOKEN) to the server's vask.admin.token."
                                .formatted(where(answer), answer.statusCode(), message));
            case 404 ->
                new FailedException(
                        "No admin API at this address",
                        "%s returned 404: %s The admin API is enabled only if vask.admin.token is set on the server. %s"
                                .formatted(where(answer), message, checkUrl()));
            default -> other(answer, message);
        };
    }

    private static FailedException other(HttpResponse<?> answer, String message) {
        String detail = "%s returned %d: %s".formatted(where(answer), answer.statusCode(), message);
        return answer.statusCode() >= 500
                ? new FailedException("Server error", detail).uncertain()
                : new FailedException("The server rejected the request", detail);
    }

    private static FailedException invalid(String message, JsonNode fields) {
        Map<Path, String> problems = new LinkedHashMap<>();
        fields.properties()
                .forEach(field ->
                        problems.merge(pathOf(field.getKey()), field.getValue().asText(), "%s; %s"::formatted));
        return FailedException.of("The server rejected the configuration", message, problems);
    }

    /** The attribute that a field of the API is called: {@code allowed_origins[2]} is part of one. */
    private static Path pathOf(String field) {
        return Path.of(field.replaceAll("\\[.*?]", "").split("\\."));
    }

    /** A success status with an invalid body, for example from a proxy, or cut off. */
    static FailedException unreadable(HttpResponse<String> answer) {
        return new FailedException(
                        "The response is not from Vask",
                        "%s returned %d without a JSON object. Check whether a proxy answers instead of the server."
                                .formatted(where(answer), answer.statusCode()))
                .uncertain();
    }

    private static String where(HttpResponse<?> answer) {
        URI uri = answer.request().uri();
        return "%s %s".formatted(answer.request().method(), uri);
    }

    private static String message(JsonNode body) {
        JsonNode error = body.path("error");
        String text = error.isTextual()
                ? error.textValue()
                : error.path("message").asText(body.path("message").asText(""));
        String shown = text.isBlank() ? "no reason given" : text.replaceFirst("\\.$", "");
        return (shown.length() > MOST_SHOWN ? shown.substring(0, MOST_SHOWN) + "…" : shown) + byName(body) + ".";
    }

    /** By what programs, and the server's log, call the failure. */
    private static String byName(JsonNode body) {
        String code = body.path("code").asText("");
        return code.isBlank()
                ? ""
                : " (%s, request %s)".formatted(code, body.path("request_id").asText("unknown"));
    }
}
