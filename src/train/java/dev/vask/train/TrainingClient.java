package dev.vask.train;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that connects, subscribes, sends frames and disconnects. */
final class TrainingClient implements WebSocket.Listener {

    private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
    private static final int TIMEOUT_SECONDS = 20;

    private final CompletableFuture<String> socketId = new CompletableFuture<>();
    private final CompletableFuture<Void> pongReceived = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final int number;

    private TrainingClient(int number) {
        this.number = number;
    }

    private WebSocket webSocket;

    static TrainingClient connect(TrainingServer server, int number) {
        TrainingClient client = new TrainingClient(number);
        client.webSocket = Backend.CLIENT
                .newWebSocketBuilder()
                .header("Origin", "http://localhost")
                .buildAsync(server.webSocket(), client)
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
        return client;
    }

    void subscribe() {
        subscribe("hello", "");
        subscribe("cache-hello", "");
        subscribe("private-hello", ",\"auth\":\"%s\"".formatted(Signing.auth(socketId() + ":private-hello")));
        String member = "{\"user_id\":\"%d\",\"user_info\":{\"name\":\"n\"}}".formatted(number % 90);
        subscribe(
                "presence-hello",
                ",\"auth\":\"%s\",\"channel_data\":%s"
                        .formatted(Signing.auth(socketId() + ":presence-hello:" + member), quoted(member)));
        String user = "{\"id\":\"%d\",\"watchlist\":[\"1\",\"2\"]}".formatted(number % 90);
        send(
                "pusher:signin",
                "\"auth\":\"%s\",\"user_data\":%s"
                        .formatted(Signing.auth(socketId() + "::user::" + user), quoted(user)));
        subscribe("private-secret", ",\"auth\":\"wrong:signature\"");
    }

    void sendFrames() {
        sendFrame("{\"event\":\"client-typing\",\"channel\":\"private-hello\",\"data\":{\"at\":1}}");
        sendFrame("not a frame");
        send("pusher:unsubscribe", "\"channel\":\"private-hello\"");
        sendFrame("{\"event\":\"pusher:ping\",\"data\":{}}");
        pongReceived.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    void disconnect() {
        if (number % 2 == 0) {
            webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        } else {
            webSocket.abort();
        }
    }

    private void subscribe(String channel, String extraFields) {
        send("pusher:subscribe", "\"channel\":\"%s\"%s".formatted(channel, extraFields));
    }

    private void send(String event, String fields) {
        sendFrame("{\"event\":\"%s\",\"data\":{%s}}".formatted(event, fields));
    }

    private void sendFrame(String frame) {
        webSocket.sendText(frame, true).join();
    }

    private String socketId() {
        return socketId.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    private static String quoted(String json) {
        return "\"" + json.replace("\"", "\\\"") + "\"";
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            handleFrame(text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    private void handleFrame(String frame) {
        Matcher matcher = SOCKET_ID.matcher(frame);
        if (!socketId.isDone() && matcher.find()) {
            socketId.complete(matcher.group(1));
        } else if (frame.contains("pusher:pong")) {
            pongReceived.complete(null);
        }
    }
}
