package dev.vask.cli.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vask.support.Http;
import dev.vask.support.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A reverse proxy that forwards requests, but not the upgrade to WebSocket. It sends a {@code Date} and a {@code Via}. */
final class PlainProxy implements AutoCloseable {

    private final HttpServer server;

    /** Starts a server with this handler. */
    PlainProxy(Function<HttpExchange, Response> handler) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> respond(exchange, handler.apply(exchange)));
        server.start();
    }

    /** Starts a proxy to a server. */
    static PlainProxy to(URI target) {
        return new PlainProxy(exchange -> {
            try {
                byte[] body = exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Via", "1.1 plain-proxy");
                return Http.request(
                        exchange.getRequestMethod(),
                        target.resolve(exchange.getRequestURI()),
                        body,
                        "Content-Type",
                        "application/json");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void respond(HttpExchange exchange, Response response) throws IOException {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
