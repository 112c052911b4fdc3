package dev.vask.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A viewer of the live feed of an app. It reads all the time. */
public final class FeedClient implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private FeedClient(HttpResponse<InputStream> response) {
        this.response = response;
    }

    /** Opens the feed of an app on a server, with a query that begins with {@code ?}, or empty. */
    public static FeedClient open(Server server, String app, String query) {
        URI uri = server.management().resolve("/admin/v1/apps/%s/feed%s".formatted(app, query));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + server.adminToken())
                .timeout(Http.TIMEOUT)
                .build();
        try {
            FeedClient client = new FeedClient(Http.CLIENT.send(request, BodyHandlers.ofInputStream()));
            Thread.ofVirtual().start(client::read);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String type = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    type = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    JsonNode event = Json.parse(line.substring("data: ".length()));
                    if (!event.path("type").asText().equals(type)) {
                        throw new AssertionError("the event of type %s contains %s".formatted(type, event));
                    }
                    events.add(event);
                }
            }
        } catch (IOException e) {
            // closed, or cut off
        } finally {
            ended = true;
        }
    }

    public int status() {
        return response.statusCode();
    }

    public String contentType() {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    /** All events so far. */
    public List<JsonNode> events() {
        return events;
    }

    /** Waits for an event of a type. */
    public JsonNode awaitEvent(String type) {
        return awaitEvent(type, event -> true);
    }

    /** Waits for an event of a type that satisfies a condition. */
    public JsonNode awaitEvent(String type, Predicate<JsonNode> condition) {
        return await("an event %s".formatted(type))
                .until(
                        () -> events.stream()
                                .filter(it -> it.path("type").asText().equals(type) && condition.test(it))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    /** Waits until the server has ended the stream. */
    public void awaitEnd() {
        await("the end of the stream").until(() -> ended);
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
