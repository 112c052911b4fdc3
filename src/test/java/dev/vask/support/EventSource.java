package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The services that send HTTP requests as events to AWS Lambda, and the results as responses. */
public enum EventSource {
    /** An HTTP API of API Gateway with the stage {@code prod}, in payload format 2.0. It decodes the path, and ends it at a question mark. */
    HTTP_API,
    /** A function URL. */
    FUNCTION_URL,
    /** A target group of an Application Load Balancer with multi-value headers. */
    LOAD_BALANCER;

    private static final String CLIENT = "192.0.2.7";

    /**
     * The event of a request.
     *
     * @param headers names and values in turns
     */
    public ObjectNode event(String method, String pathAndQuery, byte[] body, String... headers) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? "" : pathAndQuery.substring(mark + 1);
        Map<String, List<String>> all = lowerCase(headers);
        ObjectNode event =
                switch (this) {
                    case HTTP_API -> gateway("prod", "/prod" + decoded(path), method, query, all);
                    case FUNCTION_URL -> gateway("$default", path, method, query, all);
                    case LOAD_BALANCER -> balancer(path, method, query, all);
                };
        boolean isText = isText(all, body);
        if (body.length > 0 || this == LOAD_BALANCER) {
            event.put(
                    "body",
                    isText ? new String(body, UTF_8) : Base64.getEncoder().encodeToString(body));
        }
        return event.put("isBase64Encoded", !isText);
    }

    private static Map<String, List<String>> lowerCase(String... headers) {
        Map<String, List<String>> all = new TreeMap<>(Map.of("host", List.of("push.example.com")));
        for (int i = 0; i < headers.length; i += 2) {
            all.computeIfAbsent(headers[i].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(headers[i + 1]);
        }
        return all;
    }

    private static String decoded(String path) {
        String all = URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
        int mark = all.indexOf('?');
        return mark < 0 ? all : all.substring(0, mark);
    }

    private static ObjectNode gateway(
            String stage, String path, String method, String query, Map<String, List<String>> headers) {
        ObjectNode event = object().put("version", "2.0").put("routeKey", "$default");
        event.put("rawPath", path).put("rawQueryString", query);
        ObjectNode joined = event.putObject("headers").put("x-forwarded-for", CLIENT);
        headers.forEach((name, values) -> joined.put(name, String.join(",", values)));
        ObjectNode context = event.putObject("requestContext").put("stage", stage);
        context.putObject("http").put("method", method).put("path", path).put("sourceIp", CLIENT);
        return event;
    }

    private static ObjectNode balancer(String path, String method, String query, Map<String, List<String>> headers) {
        ObjectNode event = object().put("httpMethod", method).put("path", path);
        event.putObject("requestContext").putObject("elb").put("targetGroupArn", "arn");
        ObjectNode parameters = event.putObject("multiValueQueryStringParameters");
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                parameters.withArrayProperty(parts[0]).add(parts.length > 1 ? parts[1] : "");
            }
        }
        ObjectNode all = event.putObject("multiValueHeaders");
        all.putArray("x-forwarded-for").add("203.0.113.9, " + CLIENT);
        headers.forEach((name, values) -> values.forEach(all.withArrayProperty(name)::add));
        return event;
    }

    /** Text and JSON are sent as they are. Other bodies are sent in base64, and those that are no text, whatever their type says. */
    private static boolean isText(Map<String, List<String>> headers, byte[] body) {
        String type = headers.getOrDefault("content-type", List.of("")).getFirst();
        if (!type.startsWith("application/json") && !type.startsWith("text/")) {
            return body.length == 0;
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).chars().noneMatch(it -> it == 0);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The response with the result of an event. */
    public Response response(JsonNode result) {
        Map<String, List<String>> headers = new TreeMap<>();
        result.path("headers")
                .properties()
                .forEach(it -> headers.put(it.getKey(), List.of(it.getValue().asText())));
        result.path("multiValueHeaders").properties().forEach(it -> {
            List<String> values = new ArrayList<>();
            it.getValue().forEach(value -> values.add(value.asText()));
            headers.put(it.getKey(), values);
        });
        String body = result.path("body").asText();
        return new Response(
                result.path("statusCode").asInt(),
                HttpHeaders.of(headers, (name, value) -> true),
                result.path("isBase64Encoded").asBoolean()
                        ? new String(Base64.getDecoder().decode(body), UTF_8)
                        : body);
    }

    private static ObjectNode object() {
        return (ObjectNode) Json.parse("{}");
    }
}
