package dev.vask.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** An HTTP server that sends Server-Sent Events like the feed of the admin API. */
final class FeedServer implements AutoCloseable {

    /** Ends the response. */
    private static final String END = "end";

    private final HttpServer server;
    private final BlockingQueue<String> chunks = new LinkedBlockingQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    FeedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Responds to further requests with an error like the admin API. */
    FeedServer respondsWith(int error) {
        status = error;
        return this;
    }

    /** Sends an event to the oldest open response. */
    void send(String type, String data) {
        chunks.add("event: %s\ndata: %s\n\n".formatted(type, data));
    }

    /** Sends text as it is. */
    void sendRaw(String text) {
        chunks.add(text);
    }

    /** Ends the oldest open response. */
    void end() {
        chunks.add(END);
    }

    /** The requests so far: path, query and the header {@code Authorization}. */
    List<String> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(
                exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        if (status != 200) {
            byte[] body = "{\"error\":\"No.\",\"code\":\"test_error\",\"message\":\"No.\",\"request_id\":\"1\"}"
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(":\n\n".getBytes(UTF_8));
            out.flush();
            for (String chunk = chunks.take(); !chunk.equals(END); chunk = chunks.take()) {
                out.write(chunk.getBytes(UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        server.stop(0);
    }
}
