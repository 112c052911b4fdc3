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
 * A client of a conversation. What it hears queues up, and each {@code hears…} takes the next frame, which must be the
 * expected one: nothing is skipped. One test thread at a time.
 */
public final class PusherClient implements AutoCloseable {

    /** For {@code hears}: a frame of the connection, not of a channel. */
    public static final @Nullable String NO_CHANNEL = null;

    private static final AtomicInteger BARRIERS = new AtomicInteger();

    private final LinkedBlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
    private final List<Happening> past = new ArrayList<>();
    private final Signer signer;
    private final URI uri;
    private final @Nullable Backend barrier;
    private final WebSocket socket;
    private @Nullable String socketId;

    private PusherClient(URI uri, Signer signer, @Nullable Backend barrier) {
        this.uri = uri;
        this.signer = signer;
        this.barrier = barrier;
        this.socket = await(
                "connecting to " + uri,
                Http.CLIENT.newWebSocketBuilder().connectTimeout(Http.PATIENCE).buildAsync(uri, new Ear()));
    }

    /**
     * A client of an app.
     *
     * @param barrier where to publish what comes after all that was caused before; null if there is no need, because whatever
     *                was done has been heard
     */
    static PusherClient open(URI uri, Signer signer, @Nullable Backend barrier) {
        return new PusherClient(uri, signer, barrier);
    }

    /** Whether it is established, as it must be if it is not closed with this code. */
    public boolean isAcceptedOrClosedWith(int code) {
        return switch (nextHappening("a frame or a close")) {
            case Frame(String text) when Heard.of(text).event().equals("pusher:connection_established") -> true;
            case Closed(int actual, String reason) when actual == code -> false;
            case Happening other -> throw unexpected("an established connection, or a close with " + code, other);
        };
    }

    /** This client, whose first frame must be {@code pusher:connection_established} (5.1.6). */
    public PusherClient established() {
        JsonNode data = receives("pusher:connection_established").data();
        socketId = data.path("socket_id").asText();
        assertThat(socketId).as("socket_id (5.1.7)").matches("\\d+\\.\\d+");
        return this;
    }

    public String socketId() {
        return Objects.requireNonNull(socketId, "the connection is not established");
    }

    /** The {@code auth} that this app's backend gives this socket for a channel (3.2). */
    public String auth(String channel) {
        return signer.channel(socketId(), channel);
    }

    /** The {@code auth} that this app's backend gives this socket for a channel and its {@code channel_data} (3.2). */
    public String auth(String channel, String channelData) {
        return signer.channel(socketId(), channel, channelData);
    }

    /** Sends a text frame as it stands. */
    public PusherClient send(String json) {
        await("sending " + json, socket.sendText(json, true));
        return this;
    }

    /** Sends a command, without waiting for what comes of it. */
    public PusherClient send(String event, Map<String, ?> data) {
        return send(Json.of(Map.of("event", event, "data", data)));
    }

    /** Sends a client event, without waiting for what comes of it; {@code data} as any JSON. */
    public PusherClient send(String event, String channel, String dataJson) {
        return send("{\"event\":%s,\"channel\":%s,\"data\":%s}".formatted(Json.of(event), Json.of(channel), dataJson));
    }

    /** Subscribes to a channel that needs no signature, and hears that it succeeded. */
    public PusherClient subscribe(String channel) {
        send("pusher:subscribe", Map.of("channel", channel));
        receives("pusher_internal:subscription_succeeded", channel);
        return this;
    }

    /** Subscribes with a signature, and hears that it succeeded. */
    public PusherClient subscribePrivate(String channel) {
        send("pusher:subscribe", Map.of("channel", channel, "auth", auth(channel)));
        receives("pusher_internal:subscription_succeeded", channel);
        return this;
    }

    /** Joins a presence channel as a user without info, and hears that it succeeded. */
    public PusherClient join(String channel, String userId) {
        return joinWith(channel, Json.of(Map.of("user_id", userId)));
    }

    /** Joins a presence channel as a user with info, and hears that it succeeded. */
    public PusherClient join(String channel, String userId, String infoJson) {
        return joinWith(channel, "{\"user_id\":%s,\"user_info\":%s}".formatted(Json.of(userId), infoJson));
    }

    private PusherClient joinWith(String channel, String channelData) {
        sendJoin(channel, channelData);
        receives("pusher_internal:subscription_succeeded", channel);
        return this;
    }

    /** Asks to join a presence channel with this {@code channel_data}, rightly signed, whatever comes of it. */
    public PusherClient sendJoin(String channel, String channelData) {
        return send(
                "pusher:subscribe",
                Map.of("channel", channel, "auth", auth(channel, channelData), "channel_data", channelData));
    }

    /** Signs in with this {@code user_data}, and hears that it succeeded. */
    public PusherClient signIn(String userData) {
        sendSignIn(userData);
        receives("pusher:signin_success", NO_CHANNEL, Json.of(Map.of("user_data", userData)));
        return this;
    }

    /** Asks to sign in with this {@code user_data}, rightly signed, whatever comes of it. */
    public PusherClient sendSignIn(String userData) {
        return send("pusher:signin", Map.of("auth", signer.user(socketId(), userData), "user_data", userData));
    }

    /** Unsubscribes; done when this returns, as far as this connection can tell. */
    public PusherClient unsubscribe(String channel) {
        return send("pusher:unsubscribe", Map.of("channel", channel));
    }

    /** The next frame, whatever it is. */
    public Heard next() {
        return switch (nextHappening("a frame")) {
            case Frame(String text) -> Heard.of(text);
            case Happening other -> throw unexpected("a frame", other);
        };
    }

    /** Hears a frame of the connection. */
    public Heard receives(String event) {
        return receives(event, NO_CHANNEL);
    }

    /** Hears a frame of a channel, whatever its data. */
    public Heard receives(String event, @Nullable String channel) {
        String what = event + (channel == null ? "" : " on " + channel);
        return switch (nextHappening(what)) {
            case Frame(String text)
            when Heard.of(text) instanceof Heard heard
                    && heard.event().equals(event)
                    && Objects.equals(heard.channel(), channel) -> heard;
            case Happening other -> throw unexpected(what, other);
        };
    }

    /**
     * Hears a frame with these data: of the service, equal as JSON (texts of an array in any order); of a publisher, equal
     * character by character. It carries no {@code user_id}.
     */
    public Heard receives(String event, @Nullable String channel, String data) {
        return receivesFrom(null, event, channel, data);
    }

    /** Hears a client event with the {@code user_id} of its sender, as on presence channels (10.3). */
    public Heard receivesFrom(@Nullable String userId, String event, @Nullable String channel, String data) {
        Heard heard = receives(event, channel);
        assertThat(heard.hasData(data))
                .as("expected data %s, but heard %s", data, heard.text())
                .isTrue();
        assertThat(heard.userId()).as("user_id of %s", heard.text()).isEqualTo(userId);
        return heard;
    }

    /** Hears a {@code pusher:error} with this code, null where the protocol has none, and a message (5.2.4, 5.2.6). */
    public Heard receivesError(@Nullable Integer code) {
        Heard error = receives("pusher:error");
        JsonNode heard = error.data().path("code");
        assertThat(code == null ? heard.isNull() : heard.isInt() && heard.intValue() == code)
                .as("expected code %s, but heard %s", code, error.text())
                .isTrue();
        assertThat(error.data().path("message").asText())
                .as("message of %s", error.text())
                .isNotBlank();
        return error;
    }

    /**
     * Hears nothing but the answer to a ping that it sends now: what was caused before, and is done, would have come first.
     * It proves the connection open as well.
     */
    public void receivesNothingMore() {
        if (barrier != null) {
            hearsNothingBefore(barrier);
        }
        settled();
    }

    /** Hears nothing but an event that is published now: what was done before, anywhere, comes before it in the app's one order. */
    private void hearsNothingBefore(Backend backend) {
        String channel = "barrier-" + BARRIERS.incrementAndGet();
        send("pusher:subscribe", Map.of("channel", channel));
        receives("pusher_internal:subscription_succeeded", channel);
        backend.publishWithinQuota(channel, "barrier", "{}");
        Heard heard = next();
        if (heard.event().equals("pusher_internal:subscription_count")) {
            heard = next();
        }
        assertThat(heard.channel()).as("the channel of %s", heard.text()).isEqualTo(channel);
        unsubscribe(channel);
    }

    /** Has all that this client sent been done, and heard nothing meanwhile: what it caused for others has been caused. */
    public PusherClient settled() {
        send("pusher:ping", Map.of());
        receives("pusher:pong", NO_CHANNEL, "{}");
        return this;
    }

    /** Hears nothing but the connection's close, with this code. Returns the reason. */
    public String closedWith(int code) {
        String what = "a close with " + code;
        return switch (nextHappening(what)) {
            case Closed(int actual, String reason) when actual == code -> reason;
            case Happening other -> throw unexpected(what, other);
        };
    }

    /** Hears whatever comes before the connection's close, which has this code. */
    public List<Heard> receivesUntilClosedWith(int code) {
        List<Heard> all = new ArrayList<>();
        Happening happening = nextHappening("a close");
        while (happening instanceof Frame(String text)) {
            all.add(Heard.of(text));
            happening = nextHappening("a close");
        }
        if (!(happening instanceof Closed(int actual, String reason) && actual == code)) {
            throw unexpected("a close with " + code, happening);
        }
        return all;
    }

    /** Closes the connection politely, if the server has not begun to, and waits for its close. */
    @Override
    public void close() {
        await("closing", socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(serverWasFaster -> socket));
        while (!(nextHappening("the answer to a close") instanceof Closed)) {
            // frames on the way
        }
    }

    /** Is gone at once, without a word. */
    public void vanish() {
        socket.abort();
    }

    private Happening nextHappening(String expected) {
        try {
            Happening happening = happenings.poll(Http.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (happening == null) {
                throw new AssertionError("expected %s, but heard nothing for %d s; before that: %s"
                        .formatted(expected, Http.PATIENCE.toSeconds(), past()));
            }
            past.add(happening);
            return happening;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for " + expected, e);
        }
    }

    private AssertionError unexpected(String expected, Happening actual) {
        return new AssertionError("expected %s, but there was %s; up to that: %s".formatted(expected, actual, past()));
    }

    private String past() {
        return past.isEmpty()
                ? "nothing"
                : past.subList(Math.max(0, past.size() - 5), past.size()).toString();
    }

    private <T> T await(String what, CompletableFuture<T> stage) {
        try {
            return stage.get(Http.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("%s failed on %s; up to that: %s".formatted(what, uri, past()), e);
        }
    }

    /** What a client notices, in its order. */
    private sealed interface Happening {}

    private record Frame(String text) implements Happening {}

    private record Closed(int code, String reason) implements Happening {}

    private record Broken(Throwable cause) implements Happening {}

    private final class Ear implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                happenings.add(new Frame(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            happenings.add(new Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable cause) {
            happenings.add(new Broken(cause));
        }
    }
}
