package dev.vask.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client that executes one operation at a time and waits for its result. For the cost of an operation, not for throughput. */
final class BlockingClient implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int TIMEOUT_SECONDS = 20;
    private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([\\d.]+)");

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final Server server;
    private final WebSocket webSocket;
    private final String socketId;

    /** Connects and waits until the connection is established. */
    BlockingClient(Server server) {
        this.server = server;
        URI uri = URI.create(
                "ws://127.0.0.1:%d/app/%s?protocol=7".formatted(server.address().getPort(), server.key()));
        webSocket = CLIENT.newWebSocketBuilder()
                .buildAsync(uri, new MessageListener())
                .join();
        socketId = socketIdIn(awaitEvent("pusher:connection_established"));
    }

    private static String socketIdIn(String message) {
        Matcher matcher = SOCKET_ID.matcher(message);
        if (!matcher.find()) {
            throw new BenchException("No socket_id in " + message);
        }
        return matcher.group(1);
    }

    /** Subscribes to a public channel. Returns the nanoseconds until the subscription succeeded. */
    long subscribe(String channel) {
        return subscribe(channel, "");
    }

    /** Joins a presence channel. Returns the nanoseconds until the subscription succeeded. */
    long join(String channel, String user) {
        String data = "{\"user_id\":\"%s\",\"user_info\":{\"name\":\"Somebody called %1$s\"}}".formatted(user);
        String auth = server.key() + ":" + Hmac.hex(server.secret(), socketId + ":" + channel + ":" + data);
        return subscribe(
                channel, ",\"auth\":\"%s\",\"channel_data\":\"%s\"".formatted(auth, data.replace("\"", "\\\"")));
    }

    private long subscribe(String channel, String extraFields) {
        long sentAt = System.nanoTime();
        send("pusher:subscribe", channel, extraFields);
        awaitEvent("pusher_internal:subscription_succeeded");
        return System.nanoTime() - sentAt;
    }

    /** Unsubscribes from a channel, and waits until the server has done so. */
    void unsubscribe(String channel) {
        send("pusher:unsubscribe", channel, "");
        webSocket.sendText("{\"event\":\"pusher:ping\",\"data\":{}}", true).join();
        awaitEvent("pusher:pong");
    }

    private void send(String event, String channel, String extraFields) {
        webSocket
                .sendText(
                        "{\"event\":\"%s\",\"data\":{\"channel\":\"%s\"%s}}".formatted(event, channel, extraFields),
                        true)
                .join();
    }

    private String awaitEvent(String event) {
        try {
            for (String text = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                    text != null;
                    text = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                if (text.contains(event)) {
                    return text;
                }
                if (text.contains("pusher:error")) {
                    throw new BenchException("Received an error while waiting for %s: %s".formatted(event, text));
                }
            }
            throw new BenchException("Timed out waiting for %s".formatted(event));
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public void close() {
        webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    private final class MessageListener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
