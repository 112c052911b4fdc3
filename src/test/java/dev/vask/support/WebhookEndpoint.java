package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A webhook endpoint on 127.0.0.1 with programmable responses. */
public final class WebhookEndpoint implements AutoCloseable {

    /** Bound to the port, so that no other process listens on it while connections are refused. */
    private final Socket reservation = new Socket();

    private final int port;
    private final List<ReceivedRequest> received = new ArrayList<>();
    private volatile Function<ReceivedRequest, Reply> responder = request -> new Reply.Status(200);
    private @Nullable Listener listener;

    /** The socket that accepts connections, and the thread that waits at it. */
    private record Listener(ServerSocket socket, Thread thread) {

        /** Returns when connections are refused. Until the thread has left the socket, they are still accepted. */
        void close() {
            try {
                socket.close();
                thread.join();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** How the endpoint responds to a request. */
    public sealed interface Reply {

        /** Sends a status without a body. */
        record Status(int status) implements Reply {}

        /** Sends this text as the whole response. */
        record Text(String text) implements Reply {}

        /** Sends 200 after a delay. */
        record Delayed(Duration delay) implements Reply {}

        /** Sends an incomplete response and closes the connection. */
        record Abort() implements Reply {}
    }

    /**
     * A received request.
     *
     * @param headers the headers by their names in lower case
     * @param bytes   the body as bytes
     */
    public record ReceivedRequest(
            Instant at, String requestLine, Map<String, String> headers, String body, byte[] bytes) {

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** The id of the delivery, which is the same in each attempt. */
        public String deliveryId() {
            return header("X-Vask-Delivery");
        }

        public JsonNode json() {
            return Json.parse(body);
        }

        /** The events, each as compact JSON. */
        public List<String> events() {
            List<String> events = new ArrayList<>();
            json().path("events").forEach(event -> events.add(event.toString()));
            return events;
        }
    }

    public WebhookEndpoint() {
        port = reserve();
        listen();
    }

    /** Its URL. */
    public String url() {
        return "http://127.0.0.1:%d/hooks".formatted(port);
    }

    public int port() {
        return port;
    }

    /** Sets the responses to further requests. */
    public WebhookEndpoint respondsWith(Function<ReceivedRequest, Reply> newResponder) {
        responder = newResponder;
        return this;
    }

    public WebhookEndpoint respondsWith(int status) {
        return respondsWith(request -> new Reply.Status(status));
    }

    /** All requests, in the order in which they were read. */
    public List<ReceivedRequest> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** All events in the order of their first attempts, each as compact JSON. Retries are ignored. */
    public List<String> events() {
        Set<String> seen = new HashSet<>();
        return received().stream()
                .filter(request -> seen.add(request.deliveryId()))
                .flatMap(request -> request.events().stream())
                .toList();
    }

    /** Waits for at least this number of requests. Returns all requests. */
    public List<ReceivedRequest> awaitRequests(int requests) {
        return await("webhooks; received so far: " + events())
                .atMost(Http.TIMEOUT)
                .until(this::received, all -> all.size() >= requests);
    }

    /** Waits until exactly these events have been received, in this order, each as compact JSON. */
    public void receives(String... events) {
        await().atMost(Http.TIMEOUT).untilAsserted(() -> assertThat(events()).containsExactly(events));
    }

    /** Checks that there are no events and that none is received within a time. */
    public void receivesNothingFor(Duration time) {
        Stays.trueFor(time, () -> events().isEmpty());
    }

    /** Refuses connections until {@link #acceptConnections}. */
    public WebhookEndpoint refuseConnections() {
        if (listener != null) {
            listener.close();
            listener = null;
        }
        return this;
    }

    /** Accepts connections again. */
    public WebhookEndpoint acceptConnections() {
        listen();
        return this;
    }

    @Override
    public void close() {
        refuseConnections();
        try {
            reservation.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int reserve() {
        try {
            reservation.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            reservation.setReuseAddress(true);
            reservation.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return reservation.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try {
            ServerSocket server = new ServerSocket();
            server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            listener = new Listener(server, Thread.ofVirtual().start(() -> accept(server)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(server, socket));
            } catch (IOException e) {
                return; // the socket was closed
            }
        }
    }

    private void serve(ServerSocket server, Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            ReceivedRequest request = read(in);
            while (request != null && !server.isClosed()) {
                synchronized (received) {
                    received.add(request);
                }
                if (!reply(socket.getOutputStream(), responder.apply(request))) {
                    return;
                }
                request = read(in);
            }
        } catch (IOException | InterruptedException e) {
            // the client has closed the connection
        }
    }

    private static boolean reply(OutputStream out, Reply reply) throws IOException, InterruptedException {
        switch (reply) {
            case Reply.Status(int status) ->
                write(out, "HTTP/1.1 %d Programmed\r\nContent-Length: 0\r\n\r\n".formatted(status));
            case Reply.Text(String text) -> write(out, text);
            case Reply.Delayed(Duration delay) -> {
                Thread.sleep(delay);
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
            case Reply.Abort() -> {
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                return false;
            }
        }
        return true;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    private static @Nullable ReceivedRequest read(InputStream in) throws IOException {
        String requestLine = line(in);
        if (requestLine.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new ReceivedRequest(Instant.now(), requestLine, headers, new String(body, UTF_8), body);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != -1 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
