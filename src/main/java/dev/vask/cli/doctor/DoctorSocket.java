package dev.vask.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A WebSocket whose messages are read one after the other. */
final class DoctorSocket implements WebSocket.Listener {

    private static final int MAX_MESSAGE_CHARACTERS = 1_048_576;

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile @Nullable WebSocket socket;

    /** What can happen next. */
    sealed interface Item {}

    /** The handshake is done. */
    record Opened() implements Item {}

    /** A message that is a JSON object. */
    record Message(ObjectNode json) implements Item {

        String event() {
            return json.path("event").asText();
        }

        String channel() {
            return json.path("channel").asText();
        }
    }

    /** The server closed the connection. */
    record Closed(int code, String reason) implements Item {}

    /** The handshake or the connection failed. */
    record Failed(Throwable cause) implements Item {}

    /** Nothing happened in time. */
    record Silence() implements Item {}

    /** Starts the handshake: {@link Opened} or {@link Failed} is next. */
    static DoctorSocket open(HttpClient client, URI uri) {
        DoctorSocket opening = new DoctorSocket();
        client.newWebSocketBuilder()
                .connectTimeout(DoctorHttp.TIMEOUT)
                .buildAsync(uri, opening)
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        Throwable cause = failure.getCause();
                        opening.items.add(new Failed(cause == null ? failure : cause));
                    }
                });
        return opening;
    }

    /** Waits for what happens next. */
    Item next(Duration timeout) {
        try {
            Item item = items.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return item == null ? new Silence() : item;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed(e);
        }
    }

    /** Waits for a message of this kind, and skips others. Anything else that happens ends the wait. */
    Item next(Predicate<Message> wanted, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            Item item = next(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            if (!(item instanceof Message message) || wanted.test(message)) {
                return item;
            }
            if (message.event().equals("pusher:ping")) {
                send("{\"event\":\"pusher:pong\",\"data\":{}}");
            }
        }
    }

    void send(String text) {
        WebSocket open = socket;
        if (open != null) {
            open.sendText(text, true);
        }
    }

    void close() {
        WebSocket open = socket;
        if (open != null) {
            open.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        items.add(new Opened());
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        partial.append(text);
        if (partial.length() > MAX_MESSAGE_CHARACTERS) {
            items.add(new Failed(new IllegalStateException("a message is longer than 1 MiB")));
            from.abort();
            return null;
        }
        if (last) {
            try {
                items.add(new Message(Json.object(partial.toString())));
            } catch (InvalidJsonException e) {
                items.add(new Failed(e));
            }
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        items.add(new Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        items.add(new Failed(failure));
    }
}
