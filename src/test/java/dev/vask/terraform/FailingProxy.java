package dev.vask.terraform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;

/** A proxy in front of a server that fails on command, for requests of one method. */
final class FailingProxy implements AutoCloseable {

    /** The injected fault. */
    enum Fault {
        /** Forwards request and response. */
        NONE,
        /** Responds with 500 without calling the server. */
        SERVER_ERROR,
        /** Responds with an HTML page without calling the server. */
        PAGE,
        /** Responds with 404 without calling the server. */
        NOT_FOUND,
        /** Forwards the request, and cuts the response in half. */
        HALF_ANSWER
    }

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final URI target;
    private volatile String method = "";
    private volatile Fault fault = Fault.NONE;

    FailingProxy(URI target) {
        this.target = target;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no server of the test", e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Injects a fault into requests with this method, or into all if it is {@code *}. */
    void failWith(String brokenMethod, Fault with) {
        fault = with;
        method = brokenMethod;
    }

    void restore() {
        method = "";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean broken = method.equals("*") || method.equals(exchange.getRequestMethod());
            switch (broken ? fault : Fault.NONE) {
                case NONE -> forward(exchange, false);
                case HALF_ANSWER -> forward(exchange, true);
                case SERVER_ERROR -> answer(exchange, 500, "{\"error\":\"the server failed; its log says why\"}");
                case PAGE -> answer(exchange, 200, "<html>Welcome to the proxy</html>");
                case NOT_FOUND -> answer(exchange, 404, "{\"error\":\"no such route\"}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(HttpExchange exchange, boolean half) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .header(
                        "Authorization",
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")))
                .build();
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        byte[] text = response.body();
        exchange.sendResponseHeaders(response.statusCode(), text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text, 0, half ? text.length / 2 : text.length);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, text.length());
        exchange.getResponseBody().write(text.getBytes());
    }
}
