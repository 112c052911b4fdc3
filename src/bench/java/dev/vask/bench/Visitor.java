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

/** A socket that does one thing after another and waits for each: what a deed costs, not how many there can be. */
final class Visitor implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int PATIENCE_SECONDS = 20;
    private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([\\d.]+)");

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Server server;
    private final WebSocket socket;
    private final String id;

    /** A socket whose connection is established. */
    Visitor(Server server) {
        this.server = server;
        URI uri = URI.create(
                "ws://127.0.0.1:%d/app/%s?protocol=7".formatted(server.address().getPort(), server.key()));
        socket = CLIENT.newWebSocketBuilder().buildAsync(uri, new Ear()).join();
        id = idIn(awaits("pusher:connection_established"));
    }

    private static String idIn(String greeting) {
        Matcher found = SOCKET_ID.matcher(greeting);
        if (!found.find()) {
            throw new BenchFailure("there is no socket id in " + greeting);
        }
        return found.group(1);
    }

    /** Subscribes to a public channel. Returns in how many nanoseconds that succeeded. */
    long subscribe(String channel) {
        return subscribe(channel, "");
    }

    /** Joins a presence channel. Returns in how many nanoseconds that succeeded. */
    long join(String channel, String user) {
        String data = "{\"user_id\":\"%s\",\"user_info\":{\"name\":\"Somebody called %1$s\"}}".formatted(user);
        String auth = server.key() + ":" + Hmac.hex(server.secret(), id + ":" + channel + ":" + data);
        return subscribe(
                channel, ",\"auth\":\"%s\",\"channel_data\":\"%s\"".formatted(auth, data.replace("\"", "\\\"")));
    }

    private long subscribe(String channel, String more) {
        long asked = System.nanoTime();
        send("pusher:subscribe", channel, more);
        awaits("pusher_internal:subscription_succeeded");
        return System.nanoTime() - asked;
    }

    /** Gives up a channel; done when this returns. */
    void unsubscribe(String channel) {
        send("pusher:unsubscribe", channel, "");
        socket.sendText("{\"event\":\"pusher:ping\",\"data\":{}}", true).join();
        awaits("pusher:pong");
    }

    private void send(String event, String channel, String more) {
        socket.sendText("{\"event\":\"%s\",\"data\":{\"channel\":\"%s\"%s}}".formatted(event, channel, more), true)
                .join();
    }

    private String awaits(String event) {
        try {
            for (String text = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    text != null;
                    text = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                if (text.contains(event)) {
                    return text;
                }
                if (text.contains("pusher:error")) {
                    throw new BenchFailure("a socket that waits for %s was told %s".formatted(event, text));
                }
            }
            throw new BenchFailure("a socket waited for %s in vain".formatted(event));
        } catch (InterruptedException e) {
            throw new BenchFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    private final class Ear implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
