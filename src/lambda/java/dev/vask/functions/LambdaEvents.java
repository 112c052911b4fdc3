package dev.vask.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Json;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts the events of AWS Lambda to requests as clients sent them and signed them, and responses to results. */
final class LambdaEvents {

    private static final String DEFAULT_STAGE = "$default";
    private static final String CLIENT_ADDRESS = "x-forwarded-for";
    private static final byte DELETE = 0x7f;

    /** Headers of a connection, which is another one on each hop, and of the length, which is known. */
    private static final Set<String> OF_CONNECTION = Set.of(
            "connection",
            "content-length",
            "expect",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final String prefix;

    /**
     * A request.
     *
     * @param uri     path and query, as they were sent
     * @param headers by name in lower case; the client's address is the only one in {@code X-Forwarded-For}
     */
    record Request(String method, String uri, Map<String, List<String>> headers, byte[] body) {}

    /**
     * A converter.
     *
     * @param prefix the beginning of the paths that API Gateway adds, besides its stage; empty if none
     */
    LambdaEvents(String prefix) {
        this.prefix = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    /** The request of an event, null if no client of HTTP can have sent it. */
    @Nullable
    Request request(JsonNode event) {
        boolean balanced = isLoadBalancer(event);
        JsonNode http = event.path("requestContext").path("http");
        String method = balanced ? text(event, "httpMethod") : text(http, "method");
        String path = path(event, balanced);
        if (method == null || !method.matches("[A-Za-z]{1,20}") || path == null || !path.startsWith("/")) {
            return null;
        }
        Map<String, List<String>> headers = headers(event);
        String address = balanced ? lastAddress(headers.get(CLIENT_ADDRESS)) : text(http, "sourceIp");
        headers.remove(CLIENT_ADDRESS);
        if (address != null) {
            headers.put(CLIENT_ADDRESS, List.of(address));
        }
        String query = balanced ? query(event) : event.path("rawQueryString").asText("");
        String encoded = encoded(path).replace("?", "%3F");
        return new Request(method, query.isEmpty() ? encoded : encoded + "?" + encoded(query), headers, body(event));
    }

    /**
     * HTTP APIs decode the path before they create the event. What cannot be in the first line of a request is encoded again; everything
     * else stays as it is, since other events have it as it was sent.
     */
    private static String encoded(String part) {
        StringBuilder encoded = new StringBuilder(part.length());
        for (byte next : part.getBytes(StandardCharsets.UTF_8)) {
            // Bytes of other characters than those of ASCII are negative.
            if (next <= ' ' || next == DELETE || next == '#') {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(next));
            } else {
                encoded.append((char) next);
            }
        }
        return encoded.toString();
    }

    private static boolean isLoadBalancer(JsonNode event) {
        return event.path("requestContext").has("elb");
    }

    /** Clients sign the path that they know, which has neither the stage nor the prefix. */
    private @Nullable String path(JsonNode event, boolean balanced) {
        String path = text(event, balanced ? "path" : "rawPath");
        String stage = event.path("requestContext").path("stage").asText(DEFAULT_STAGE);
        return without(prefix, balanced || stage.equals(DEFAULT_STAGE) ? path : without("/" + stage, path));
    }

    private static @Nullable String without(String prefix, @Nullable String path) {
        return path != null && !prefix.isEmpty() && path.startsWith(prefix + "/")
                ? path.substring(prefix.length())
                : path;
    }

    private static Map<String, List<String>> headers(JsonNode event) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        event.path("headers")
                .properties()
                .forEach(it -> headers.put(
                        lower(it.getKey()),
                        new ArrayList<>(List.of(it.getValue().asText()))));
        event.path("multiValueHeaders")
                .properties()
                .forEach(it -> headers.put(lower(it.getKey()), texts(it.getValue())));
        headers.keySet().removeAll(OF_CONNECTION);
        return headers;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(value -> texts.add(value.asText()));
        return texts;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A load balancer passes parameters as they were sent, percent-encoded. */
    private static String query(JsonNode event) {
        List<String> pairs = new ArrayList<>();
        event.path("multiValueQueryStringParameters").properties().forEach(it -> texts(it.getValue())
                .forEach(value -> pairs.add(it.getKey() + "=" + value)));
        event.path("queryStringParameters")
                .properties()
                .forEach(it -> pairs.add(it.getKey() + "=" + it.getValue().asText()));
        return String.join("&", pairs);
    }

    /** The load balancer adds the address of its client at the end; what is before that, the client may have sent. */
    private static @Nullable String lastAddress(@Nullable List<String> forwarded) {
        if (forwarded == null || forwarded.isEmpty()) {
            return null;
        }
        String all = forwarded.getLast();
        return all.substring(all.lastIndexOf(',') + 1).strip();
    }

    private static byte[] body(JsonNode event) {
        String body = event.path("body").asText("");
        return event.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(JsonNode object, String field) {
        return object.path(field).textValue();
    }

    /** The result for an event that is no valid request. */
    static ObjectNode malformed(JsonNode event) {
        byte[] body = "{\"error\":\"Malformed HTTP request.\",\"code\":\"malformed_request\"}"
                .getBytes(StandardCharsets.UTF_8);
        return result(event, 400, MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json"), body);
    }

    /** The result with a response, in the form that the sender of the event expects. */
    static ObjectNode result(JsonNode event, int status, MultiMap headers, byte[] body) {
        ObjectNode result = Json.MAPPER.createObjectNode().put("statusCode", status);
        boolean several = isLoadBalancer(event) && event.has("multiValueHeaders");
        ObjectNode all = result.putObject(several ? "multiValueHeaders" : "headers");
        for (String name : headers.names()) {
            if (OF_CONNECTION.contains(lower(name))) {
                continue;
            }
            if (several) {
                headers.getAll(name).forEach(all.withArrayProperty(name)::add);
            } else {
                all.put(name, String.join(",", headers.getAll(name)));
            }
        }
        String type = headers.get("Content-Type");
        boolean isText = type == null || type.startsWith("text/") || type.startsWith("application/json");
        result.put("isBase64Encoded", !isText);
        return result.put(
                "body",
                isText
                        ? new String(body, StandardCharsets.UTF_8)
                        : Base64.getEncoder().encodeToString(body));
    }
}
