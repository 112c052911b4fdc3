package dev.vask.train;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One socket, and what its owner does with it. */
final class Customer implements WebSocket.Listener {

    private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
    private static final int PATIENCE_SECONDS = 20;

    private final CompletableFuture<String> id = new CompletableFuture<>();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final int number;

    private Customer(int number) {
        this.number = number;
    }

    private WebSocket socket;

    static Customer connect(Trainee trainee, int number) {
        Customer customer = new Customer(number);
        customer.socket = Backend.CLIENT
                .newWebSocketBuilder()
                .header("Origin", "http://localhost")
                .buildAsync(trainee.socket(), customer)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        return customer;
    }

    void subscribe() {
        subscribe("hello", "");
        subscribe("cache-hello", "");
        subscribe("private-hello", ",\"auth\":\"%s\"".formatted(Signing.auth(id() + ":private-hello")));
        String member = "{\"user_id\":\"%d\",\"user_info\":{\"name\":\"n\"}}".formatted(number % 90);
        subscribe(
                "presence-hello",
                ",\"auth\":\"%s\",\"channel_data\":%s"
                        .formatted(Signing.auth(id() + ":presence-hello:" + member), quoted(member)));
        String user = "{\"id\":\"%d\",\"watchlist\":[\"1\",\"2\"]}".formatted(number % 90);
        send(
                "pusher:signin",
                "\"auth\":\"%s\",\"user_data\":%s".formatted(Signing.auth(id() + "::user::" + user), quoted(user)));
        subscribe("private-secret", ",\"auth\":\"wrong:signature\"");
    }

    void speak() {
        say("{\"event\":\"client-typing\",\"channel\":\"private-hello\",\"data\":{\"at\":1}}");
        say("not a frame");
        send("pusher:unsubscribe", "\"channel\":\"private-hello\"");
        say("{\"event\":\"pusher:ping\",\"data\":{}}");
        answered.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    void leave() {
        if (number % 2 == 0) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        } else {
            socket.abort();
        }
    }

    private void subscribe(String channel, String more) {
        send("pusher:subscribe", "\"channel\":\"%s\"%s".formatted(channel, more));
    }

    private void send(String event, String fields) {
        say("{\"event\":\"%s\",\"data\":{%s}}".formatted(event, fields));
    }

    private void say(String frame) {
        socket.sendText(frame, true).join();
    }

    private String id() {
        return id.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static String quoted(String json) {
        return "\"" + json.replace("\"", "\\\"") + "\"";
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            hear(text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    private void hear(String frame) {
        Matcher matcher = SOCKET_ID.matcher(frame);
        if (!id.isDone() && matcher.find()) {
            id.complete(matcher.group(1));
        } else if (frame.contains("pusher:pong")) {
            answered.complete(null);
        }
    }
}
