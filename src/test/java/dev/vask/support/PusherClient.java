package dev.vask.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A Pusher client for tests. Received frames are queued. Each {@code receives…} method takes the next frame and checks that it is
 * the expected one; no frame is skipped. Not thread-safe.
 */
public final class PusherClient implements AutoCloseable {

    /** For {@code receives}: a frame without a channel. */
    public static final @Nullable String NO_CHANNEL = null;

    private static final AtomicInteger MARKERS = new AtomicInteger();

    private final LinkedBlockingQueue<Incoming> incoming = new LinkedBlockingQueue<>();
    private final List<Incoming> earlier = new ArrayList<>();
    private final Signer signer;
    private final URI uri;
    private final @Nullable Backend orderingBackend;
    private final WebSocket socket;
    private @Nullable String socketId;

    private PusherClient(URI uri, Signer signer, @Nullable Backend orderingBackend) {
        this.uri = uri;
        this.signer = signer;
        this.orderingBackend = orderingBackend;
        this.socket = await(
                "connecting to " + uri,
                Http.CLIENT.newWebSocketBuilder().connectTimeout(Http.TIMEOUT).buildAsync(uri, new FrameListener()));
    }

    /**
     * Opens a connection to an app.
     *
     * @param orderingBackend publishes a marker event that is received after all earlier frames; null if a ping is sufficient,
     *                        because the server is one process
     */
    static PusherClient open(URI uri, Signer signer, @Nullable Backend orderingBackend) {
        return new PusherClient(uri, signer, orderingBackend);
    }

    /** Whether the connection is established; false if it is closed with this code. Everything else fails. */
    public boolean isAcceptedOrClosedWith(int code) {
        return switch (nextIncoming("a frame or a close")) {
            case Frame(String text) when ReceivedFrame.of(text).event().equals("pusher:connection_established") -> true;
            case Closed(int actual, String reason) when actual == code -> false;
            case Incoming other -> throw unexpected("an established connection, or a close with " + code, other);
        };
    }

    /** Receives {@code pusher:connection_established} (5.1.6). Returns this client. */
    public PusherClient established() {
        JsonNode data = receives("pusher:connection_established").data();
        socketId = data.path("socket_id").asText();
        assertThat(socketId).as("socket_id (5.1.7)").matches("\\d+\\.\\d+");
        return this;
    }

    public String socketId() {
        return Objects.requireNonNull(socketId, "the connection is not established");
    }

    /** The {@code auth} of this connection for a channel (3.2). */
    public String auth(String channel) {
        return signer.channel(socketId(), channel);
    }

    /** The {@code auth} of this connection for a channel and its {@code channel_data} (3.2). */
    public String auth(String channel, String channelData) {
        return signer.channel(socketId(), channel, channelData);
    }

    /** Sends a text frame unchanged. */
    public PusherClient send(String json) {
        await("sending " + json, socket.sendText(json, true));
        return this;
    }

    /** Sends a command and does not wait for its result. */
    public PusherClient send(String event, Map<String, ?> data) {
        return send(Json.of(Map.of("event", event, "data", data)));
    }

    /** Sends a client event and does not wait for its result. The data is any JSON. */
    public PusherClient send(String event, String channel, String dataJson) {
        return send("{\"event\":%s,\"channel\":%s,\"data\":%s}".formatted(Json.of(event), Json.of(channel), dataJson));
    }

    /** Subscribes to a channel that needs no signature, and receives the success. */
    public PusherClient subscribe(String channel) {
        send("pusher:subscribe", Map.of("channel", channel));
        receives("pusher_internal:subscription_succeeded", channel);
        return this;
    }

    /** Subscribes with a signature, and receives the success. */
    public PusherClient subscribePrivate(String channel) {
        send("pusher:subscribe", Map.of("channel", channel, "auth", auth(channel)));
        receives("pusher_internal:subscription_succeeded", channel);
        return this;
    }

    /** Joins a presence channel as a user without info, and receives the success. */
    public PusherClient join(String channel, String userId) {
        return joinWith(channel, Json.of(Map.of("user_id", userId)));
    }

    /** Joins a presence channel as a user with info, and receives the success. */
    public PusherClient join(String channel, String userId, String infoJson) {
        return joinWith(channel, "{\"user_id\":%s,\"user_info\":%s}".formatted(Json.of(userId), infoJson));
    }

    private PusherClient joinWith(String channel, String channelData) {
        sendJoin(channel, channelData);
        receives("pusher_internal:subscription_succeeded", channel);
        return this;
    }

    /** Sends a correctly signed subscribe to a presence channel and does not wait for its result. */
    public PusherClient sendJoin(String channel, String channelData) {
        return send(
                "pusher:subscribe",
                Map.of("channel", channel, "auth", auth(channel, channelData), "channel_data", channelData));
    }

    /** Signs in with this {@code user_data}, and receives the success. */
    public PusherClient signIn(String userData) {
        sendSignIn(userData);
        receives("pusher:signin_success", NO_CHANNEL, Json.of(Map.of("user_data", userData)));
        return this;
    }

    /** Sends a correctly signed sign-in and does not wait for its result. */
    public PusherClient sendSignIn(String userData) {
        return send("pusher:signin", Map.of("auth", signer.user(socketId(), userData), "user_data", userData));
    }

    /** Sends an unsubscribe. There is no response. */
    public PusherClient unsubscribe(String channel) {
        return send("pusher:unsubscribe", Map.of("channel", channel));
    }

    /** Receives any frame. */
    public ReceivedFrame next() {
        return switch (nextIncoming("a frame")) {
            case Frame(String text) -> ReceivedFrame.of(text);
            case Incoming other -> throw unexpected("a frame", other);
        };
    }

    /** Receives a frame without a channel. */
    public ReceivedFrame receives(String event) {
        return receives(event, NO_CHANNEL);
    }

    /** Receives a frame of a channel with any data. */
    public ReceivedFrame receives(String event, @Nullable String channel) {
        String what = event + (channel == null ? "" : " on " + channel);
        return switch (nextIncoming(what)) {
            case Frame(String text)
            when ReceivedFrame.of(text) instanceof ReceivedFrame received
                    && received.event().equals(event)
                    && Objects.equals(received.channel(), channel) -> received;
            case Incoming other -> throw unexpected(what, other);
        };
    }

    /**
     * Receives a frame with this data and no {@code user_id}. The data of {@code pusher} events is compared as JSON (strings of an
     * array in any order), that of published events as text.
     */
    public ReceivedFrame receives(String event, @Nullable String channel, String data) {
        return receivesFrom(null, event, channel, data);
    }

    /** Receives a client event with the {@code user_id} of its sender, as on presence channels (10.3). */
    public ReceivedFrame receivesFrom(@Nullable String userId, String event, @Nullable String channel, String data) {
        ReceivedFrame received = receives(event, channel);
        assertThat(received.hasData(data))
                .as("expected data %s, but received %s", data, received.text())
                .isTrue();
        assertThat(received.userId()).as("user_id of %s", received.text()).isEqualTo(userId);
        return received;
    }

    /** Receives a {@code pusher:error} with a message and this code; null if the protocol defines none (5.2.4, 5.2.6). */
    public ReceivedFrame receivesError(@Nullable Integer code) {
        ReceivedFrame error = receives("pusher:error");
        JsonNode received = error.data().path("code");
        assertThat(code == null ? received.isNull() : received.isInt() && received.intValue() == code)
                .as("expected code %s, but received %s", code, error.text())
                .isTrue();
        assertThat(error.data().path("message").asText())
                .as("message of %s", error.text())
                .isNotBlank();
        return error;
    }

    /**
     * Sends a ping and checks that the pong is the next frame: there is no frame of an earlier action, and the connection is
     * open.
     */
    public void receivesNothingMore() {
        if (orderingBackend != null) {
            receivesNothingBefore(orderingBackend);
        }
        awaitProcessed();
    }

    /** Publishes a marker event and checks that it is the next frame: all earlier events of the app come before it. */
    private void receivesNothingBefore(Backend backend) {
        String channel = "marker-" + MARKERS.incrementAndGet();
        send("pusher:subscribe", Map.of("channel", channel));
        receives("pusher_internal:subscription_succeeded", channel);
        backend.publishWithinQuota(channel, "marker", "{}");
        ReceivedFrame received = next();
        if (received.event().equals("pusher_internal:subscription_count")) {
            received = next();
        }
        assertThat(received.channel()).as("the channel of %s", received.text()).isEqualTo(channel);
        unsubscribe(channel);
    }

    /** Waits until the server has processed all earlier frames of this client. No frame may be received meanwhile. */
    public PusherClient awaitProcessed() {
        send("pusher:ping", Map.of());
        receives("pusher:pong", NO_CHANNEL, "{}");
        return this;
    }

    /** Checks that the next thing received is a close with this code. Returns the reason. */
    public String closedWith(int code) {
        String what = "a close with " + code;
        return switch (nextIncoming(what)) {
            case Closed(int actual, String reason) when actual == code -> reason;
            case Incoming other -> throw unexpected(what, other);
        };
    }

    /** Receives all frames up to the close, which must have this code. */
    public List<ReceivedFrame> receivesUntilClosedWith(int code) {
        List<ReceivedFrame> all = new ArrayList<>();
        Incoming next = nextIncoming("a close");
        while (next instanceof Frame(String text)) {
            all.add(ReceivedFrame.of(text));
            next = nextIncoming("a close");
        }
        if (!(next instanceof Closed(int actual, String reason) && actual == code)) {
            throw unexpected("a close with " + code, next);
        }
        return all;
    }

    /** Closes the connection with a close handshake, unless the server has closed it already. */
    @Override
    public void close() {
        await("closing", socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(closedByServer -> socket));
        while (!(nextIncoming("a close") instanceof Closed)) {
            // skip frames
        }
    }

    /** Aborts the connection without a close handshake. */
    public void abort() {
        socket.abort();
    }

    private Incoming nextIncoming(String expected) {
        try {
            Incoming next = incoming.poll(Http.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("expected %s, but received nothing within %d s; received before: %s"
                        .formatted(expected, Http.TIMEOUT.toSeconds(), earlier()));
            }
            earlier.add(next);
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for " + expected, e);
        }
    }

    private AssertionError unexpected(String expected, Incoming actual) {
        return new AssertionError(
                "expected %s, but received %s; received before: %s".formatted(expected, actual, earlier()));
    }

    private String earlier() {
        return earlier.isEmpty()
                ? "nothing"
                : earlier.subList(Math.max(0, earlier.size() - 5), earlier.size())
                        .toString();
    }

    private <T> T await(String what, CompletableFuture<T> stage) {
        try {
            return stage.get(Http.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("%s failed on %s; received before: %s".formatted(what, uri, earlier()), e);
        }
    }

    /** What a client receives. */
    private sealed interface Incoming {}

    private record Frame(String text) implements Incoming {}

    private record Closed(int code, String reason) implements Incoming {}

    private record Broken(Throwable cause) implements Incoming {}

    private final class FrameListener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                incoming.add(new Frame(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            incoming.add(new Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable cause) {
            incoming.add(new Broken(cause));
        }
    }
}
