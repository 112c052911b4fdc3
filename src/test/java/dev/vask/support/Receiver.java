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

/** A backend's endpoint for webhooks, on 127.0.0.1, that does with each request what it is told to. */
public final class Receiver implements AutoCloseable {

    private final int port;
    private final List<Received> received = new ArrayList<>();
    private volatile Function<Received, Reply> behaviour = request -> new Reply.Status(200);
    private volatile @Nullable ServerSocket listening;

    /** What an endpoint may do with a request. */
    public sealed interface Reply {

        /** Answer with a status and nothing else. */
        record Status(int status) implements Reply {}

        /** Answer so, word for word. */
        record Raw(String text) implements Reply {}

        /** Answer with 200, after a while. */
        record Late(Duration delay) implements Reply {}

        /** Begin an answer, and cut the connection. */
        record Drop() implements Reply {}
    }

    /**
     * A request.
     *
     * @param headers by their names in lower case
     * @param bytes   the body as it came
     */
    public record Received(Instant at, String requestLine, Map<String, String> headers, String body, byte[] bytes) {

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** What stays the same when it is sent again. */
        public String delivery() {
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

    public Receiver() {
        port = listen(0);
    }

    /** Where it listens, by plain HTTP. */
    public String url() {
        return "http://127.0.0.1:%d/hooks".formatted(port);
    }

    public int port() {
        return port;
    }

    /** From now on, this is what it does with each request. */
    public Receiver does(Function<Received, Reply> with) {
        behaviour = with;
        return this;
    }

    public Receiver answers(int status) {
        return does(request -> new Reply.Status(status));
    }

    /** All requests up to now, in the order in which they were read. */
    public List<Received> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** The events up to now in the order of their first attempts, each as compact JSON. What came again counts once. */
    public List<String> events() {
        Set<String> seen = new HashSet<>();
        return received().stream()
                .filter(request -> seen.add(request.delivery()))
                .flatMap(request -> request.events().stream())
                .toList();
    }

    /** Waits until there have been so many requests at least, and returns all there are. */
    public List<Received> awaits(int requests) {
        return await("webhooks, of which came: " + events())
                .atMost(Http.PATIENCE)
                .until(this::received, all -> all.size() >= requests);
    }

    /** Waits until exactly these events have come, in this order, each as compact JSON. */
    public void receives(String... events) {
        await().atMost(Http.PATIENCE).untilAsserted(() -> assertThat(events()).containsExactly(events));
    }

    /** Nothing comes, or has come, within a while. */
    public void receivesNothingFor(Duration time) {
        await().during(time).atMost(time.plusSeconds(1)).untilAsserted(() -> assertThat(events())
                .isEmpty());
    }

    /** Refuses connections until {@link #opens}. */
    public Receiver shuts() {
        ServerSocket server = listening;
        listening = null;
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Takes connections again. */
    public Receiver opens() {
        listen(port);
        return this;
    }

    @Override
    public void close() {
        shuts();
    }

    private int listen(int wanted) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 1_000);
            listening = server;
            Thread.ofVirtual().start(() -> accept(server));
            return server.getLocalPort();
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
                return; // it was shut
            }
        }
    }

    private void serve(ServerSocket server, Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Received request = read(in);
            while (request != null && !server.isClosed()) {
                synchronized (received) {
                    received.add(request);
                }
                if (!reply(socket.getOutputStream(), behaviour.apply(request))) {
                    return;
                }
                request = read(in);
            }
        } catch (IOException | InterruptedException e) {
            // the other side has gone, and whoever waits for a request sees that none came
        }
    }

    private static boolean reply(OutputStream out, Reply reply) throws IOException, InterruptedException {
        switch (reply) {
            case Reply.Status(int status) ->
                write(out, "HTTP/1.1 %d As told\r\nContent-Length: 0\r\n\r\n".formatted(status));
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

    private static @Nullable Received read(InputStream in) throws IOException {
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
        return new Received(Instant.now(), requestLine, headers, new String(body, UTF_8), body);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != -1 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
