package dev.vask.terraform.vask;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An admin API with one app, {@code shop}, its secrets and its usage. Records the request bodies. */
public final class FakeServer implements AutoCloseable {

    final Map<String, String> secrets = new LinkedHashMap<>();
    final List<String> bodies = new ArrayList<>();

    private final HttpServer server;
    private int made;

    public FakeServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no server of the test", e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            bodies.add(new String(exchange.getRequestBody().readAllBytes()));
            String path = exchange.getRequestURI().getPath();
            switch (exchange.getRequestMethod() + " " + path.replaceAll("/secrets/.*", "/secrets/{id}")) {
                case "GET /admin/v1/apps" -> answer(exchange, 200, "{\"apps\":[]}");
                case "POST /admin/v1/apps/shop/secrets" -> {
                    String id = "s" + ++made;
                    secrets.put(id, "made-by-the-server-" + made);
                    answer(exchange, 201, json(id, ",\"secret\":\"%s\"".formatted(secrets.get(id))));
                }
                case "GET /admin/v1/apps/shop/secrets" ->
                    answer(
                            exchange,
                            200,
                            "{\"secrets\":[%s]}"
                                    .formatted(String.join(
                                            ",",
                                            secrets.keySet().stream()
                                                    .map(id -> json(id, ""))
                                                    .toList())));
                case "DELETE /admin/v1/apps/shop/secrets/{id}" ->
                    answer(exchange, secrets.remove(path.replaceAll(".*/", "")) == null ? 404 : 204, "");
                case "GET /admin/v1/apps/shop/usage" -> answer(exchange, 200, """
                        {"connections":3,"channels":2,"events_this_month":40,
                         "days":[{"date":"2026-01-31","events":7}],"refused":{"max_connections":1}}""");
                default -> answer(exchange, 404, "{\"error\":\"there is no such thing\"}");
            }
        }
    }

    private static String json(String id, String more) {
        return "{\"id\":\"%s\",\"created_at\":\"2026-01-01T00:00:00Z\",\"expires_at\":null%s}".formatted(id, more);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        exchange.sendResponseHeaders(status, text.isEmpty() ? -1 : text.length());
        exchange.getResponseBody().write(text.getBytes());
    }
}
