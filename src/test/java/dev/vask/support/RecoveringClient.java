package dev.vask.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A client of protocol 8 that is subscribed to one channel, reconnects whenever its connection ends, and resumes after the last event
 * that it received. It records the data of all events, and {@link #GAP} where events may be missing.
 */
public final class RecoveringClient implements AutoCloseable {

    /** Stands for events that may be missing. */
    public static final String GAP = "(gap)";

    private static final long PAUSE_MILLIS = 100;
    private static final long CONNECT_SECONDS = 3;
    private static final long ACTIVITY_SECONDS = 2;

    private final IntFunction<URI> edges;
    private final String channel;
    private final List<String> received = new ArrayList<>();
    private @Nullable String lastId;
    private @Nullable WebSocket socket;
    private @Nullable String error;
    private String state = "new";
    private int connections;
    private boolean isClosed;

    private RecoveringClient(IntFunction<URI> edges, String channel) {
        this.edges = edges;
        this.channel = channel;
    }

    /**
     * Opens a client.
     *
     * @param edges   where each of its connections goes, by number
     * @param appPath the path of the app, like {@code /app/key}
     */
    public static RecoveringClient open(IntFunction<URI> edges, String appPath, String channel) {
        RecoveringClient client =
                new RecoveringClient(n -> edges.apply(n).resolve(appPath + "?protocol=8&client=test"), channel);
        client.connect();
        return client;
    }

    private synchronized void connect() {
        if (!isClosed) {
            Listener listener = new Listener();
            Http.CLIENT
                    .newWebSocketBuilder()
                    .buildAsync(edges.apply(connections++), listener)
                    .orTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(failure -> {
                        listener.end();
                        return null;
                    });
        }
    }

    private void reconnect() {
        CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(this::connect);
    }

    /** What it received so far. */
    public synchronized List<String> received() {
        return List.copyOf(received);
    }

    /** Whether it has a position to resume from. */
    public synchronized boolean isSubscribed() {
        return lastId != null;
    }

    /** The number of connections that it has opened. */
    public synchronized int connections() {
        return connections;
    }

    /** The number of recorded events, and the connections. */
    @Override
    public synchronized String toString() {
        return "RecoveringClient[%d received, %d connections, last id %s, last error %s, %s]"
                .formatted(received.size(), connections, lastId, error, state);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (socket != null) {
            socket.abort();
        }
    }

    private synchronized void handle(WebSocket from, JsonNode frame) {
        state = frame.path("event").asText();
        switch (state) {
            case "pusher:connection_established" -> {
                socket = from;
                Map<String, Object> data = new HashMap<>(Map.of("channel", channel));
                data.put("resume_after_id", lastId == null ? "" : lastId);
                from.sendText(Json.of(Map.of("event", "pusher:subscribe", "data", data)), true);
            }
            case "pusher:ping" -> from.sendText("{\"event\":\"pusher:pong\",\"data\":{}}", true);
            case "pusher_internal:subscription_succeeded" -> {
                JsonNode resume = Json.parse(frame.path("data").asText()).path("resume");
                if (!resume.path("ok").asBoolean()) {
                    received.add(GAP);
                    lastId = resume.path("after_id").asText();
                } else if (lastId == null) {
                    lastId = resume.path("after_id").asText();
                }
            }
            case "pusher:pong" -> {}
            case "pusher:error" -> error = frame.path("data").toString();
            default -> {
                String id = frame.path("id").asText();
                if (lastId != null && !epoch(id).equals(epoch(lastId))) {
                    received.add(GAP);
                }
                lastId = id;
                received.add(frame.path("data").asText());
            }
        }
    }

    private static String epoch(String id) {
        return id.substring(0, Math.max(0, id.indexOf(':')));
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private volatile long lastReceivedAt = System.nanoTime();
        private volatile boolean hasEnded;

        @Override
        public synchronized void onOpen(WebSocket opened) {
            state = "open";
            if (hasEnded) {
                opened.abort(); // it took too long
            } else {
                opened.request(1);
                checkActivity(opened, System.nanoTime());
            }
        }

        /** As Pusher's clients do: a ping after some silence, and a new connection if there is no answer. */
        private void checkActivity(WebSocket opened, long before) {
            CompletableFuture.delayedExecutor(ACTIVITY_SECONDS, TimeUnit.SECONDS)
                    .execute(() -> {
                        long now = System.nanoTime();
                        if (hasEnded) {
                            return;
                        }
                        if (lastReceivedAt - before < -TimeUnit.SECONDS.toNanos(ACTIVITY_SECONDS)) {
                            opened.abort();
                            end();
                            return;
                        }
                        if (lastReceivedAt - before < 0) {
                            opened.sendText("{\"event\":\"pusher:ping\",\"data\":{}}", true);
                        }
                        checkActivity(opened, now);
                    });
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            lastReceivedAt = System.nanoTime();
            text.append(part);
            if (last) {
                handle(from, Json.parse(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable cause) {
            end();
        }

        private synchronized void end() {
            if (!hasEnded) {
                hasEnded = true;
                state = "ended";
                reconnect();
            }
        }
    }
}
