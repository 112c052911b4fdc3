package dev.vask.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.Json;
import dev.vask.protocol.RequestSigner;
import dev.vask.protocol.SafeQuote;
import dev.vask.protocol.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Checks WebSockets as a client: the upgrade, the connection, the heartbeat, and a private channel from publish to delivery. */
final class WebSocketChecks {

    static final String CHANNEL_PREFIX = "private-vask-doctor-";

    private static final String UPGRADE = "upgrade";
    private static final String CONNECTION = "connection";
    private static final String HEARTBEAT = "heartbeat";
    private static final String SUBSCRIBE = "subscribe";
    private static final String DELIVERY = "delivery";
    private static final String IDLE = "idle";

    private static final String EVENT = "vask-doctor";
    private static final Duration TIMEOUT = DoctorHttp.TIMEOUT;
    private static final String FORWARD_UPGRADE =
            "For nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";";

    private final DoctorSettings settings;
    private final DoctorHttp http;
    private final Findings findings;
    private final String channel = CHANNEL_PREFIX + UUID.randomUUID();

    private final DoctorSocket socket;

    private WebSocketChecks(DoctorSettings settings, DoctorHttp http, Findings findings, DoctorSocket socket) {
        this.settings = settings;
        this.http = http;
        this.findings = findings;
        this.socket = socket;
    }

    static void run(DoctorSettings settings, DoctorHttp http, Findings findings) {
        long start = System.nanoTime();
        DoctorSocket socket = DoctorSocket.open(http.client(), address(settings));
        WebSocketChecks checks = new WebSocketChecks(settings, http, findings, socket);
        try {
            if (checks.upgrade(start)) {
                checks.connected();
            }
        } finally {
            socket.close();
        }
    }

    private static URI address(DoctorSettings settings) {
        String key = settings.key() == null ? "vask-doctor" : settings.key();
        return URI.create("%s/app/%s?protocol=7&client=vask-doctor&version=1.0"
                .formatted(
                        settings.url().toString().replaceFirst("^http", "ws"),
                        URLEncoder.encode(key, StandardCharsets.UTF_8)));
    }

    private boolean upgrade(long start) {
        switch (socket.next(TIMEOUT)) {
            case DoctorSocket.Opened _ -> {
                findings.ok(UPGRADE, "WebSocket over HTTP/1.1, in " + Milliseconds.of(System.nanoTime() - start));
                return true;
            }
            case DoctorSocket.Failed(WebSocketHandshakeException e) ->
                findings.fail(UPGRADE, handshakeProblem(e.getResponse()));
            case DoctorSocket.Failed failed ->
                findings.fail(
                        UPGRADE,
                        "The WebSocket handshake failed: %s. Forward /app/ to Vask in the proxy. %s"
                                .formatted(failed.cause().getMessage(), FORWARD_UPGRADE));
            default ->
                findings.fail(
                        UPGRADE,
                        "No response to the WebSocket handshake within %d s. Forward /app/ to Vask in the proxy. %s"
                                .formatted(TIMEOUT.toSeconds(), FORWARD_UPGRADE));
        }
        return false;
    }

    private static String handshakeProblem(HttpResponse<?> response) {
        int status = response.statusCode();
        if (status == 426) {
            return "The handshake reached Vask without 'Upgrade: websocket': a proxy in front of it does not forward the upgrade. "
                    + FORWARD_UPGRADE;
        }
        if (status / 100 == 3) {
            return "The handshake is redirected (%d) to %s, which clients do not follow. Use that address."
                    .formatted(
                            status,
                            SafeQuote.of(
                                    response.headers().firstValue("location").orElse("an unknown address")));
        }
        return "The handshake returned %d instead of 101. Forward /app/ to Vask in the proxy, with the upgrade. %s"
                .formatted(status, FORWARD_UPGRADE);
    }

    private void connected() {
        DoctorSocket.Item first =
                socket.next(it -> it.event().equals("pusher:connection_established") || isError(it), TIMEOUT);
        if (!(first instanceof DoctorSocket.Message message) || isError(message)) {
            rejected(first);
            return;
        }
        JsonNode data = data(message);
        int activityTimeout = data.path("activity_timeout").asInt();
        String socketId = data.path("socket_id").asText();
        findings.ok(CONNECTION, "established, activity_timeout is %d s".formatted(activityTimeout));
        if (!heartbeat(HEARTBEAT)) {
            return;
        }
        Secret secret = settings.secret();
        if (settings.key() != null && secret != null && subscribe(settings.key(), secret, socketId)) {
            deliver(new RequestSigner(settings.key(), secret, settings.clock()));
        }
        idle(activityTimeout);
    }

    private void rejected(DoctorSocket.Item item) {
        if (settings.key() == null) {
            if (item instanceof DoctorSocket.Closed(int code, String _) && code == 4001) {
                findings.warn(CONNECTION, "Not checked: set VASK_APP_KEY, or --key, to connect as a client of an app.");
                return;
            }
        }
        String advice =
                switch (item) {
                    case DoctorSocket.Closed(int code, String reason) ->
                        "Closed with %d: %s %s".formatted(code, SafeQuote.of(reason), advice(code));
                    case DoctorSocket.Message message ->
                        "Rejected: %s".formatted(SafeQuote.of(message.json().toString()));
                    case DoctorSocket.Failed failed ->
                        "The connection failed: %s.".formatted(failed.cause().getMessage());
                    default ->
                        "No pusher:connection_established within %d s. Check that /app/ is forwarded to Vask, unbuffered."
                                .formatted(TIMEOUT.toSeconds());
                };
        findings.fail(CONNECTION, advice.strip());
    }

    private static String advice(int code) {
        return switch (code) {
            case 4001 -> "Check VASK_APP_KEY, or create the app with 'vask apps create'.";
            case 4003 -> "Enable the app with 'vask apps enable'.";
            case 4004 -> "Raise the quota max_connections of the app.";
            case 4100 -> "The server is at a limit; look into its log.";
            default -> "See docs/troubleshooting.md.";
        };
    }

    private boolean heartbeat(String check) {
        long start = System.nanoTime();
        socket.send("{\"event\":\"pusher:ping\",\"data\":{}}");
        DoctorSocket.Item item = socket.next(it -> it.event().equals("pusher:pong"), TIMEOUT);
        if (item instanceof DoctorSocket.Message) {
            findings.ok(check, "pusher:ping is answered, in " + Milliseconds.of(System.nanoTime() - start));
            return true;
        }
        findings.fail(
                check,
                "No pusher:pong within %d s (%s). A proxy may buffer or drop messages."
                        .formatted(TIMEOUT.toSeconds(), describe(item)));
        return false;
    }

    private boolean subscribe(String key, Secret secret, String socketId) {
        ObjectNode command = JsonNodeFactory.instance.objectNode().put("event", "pusher:subscribe");
        command.putObject("data")
                .put("channel", channel)
                .put("auth", key + ":" + secret.signSubscription(socketId, channel));
        socket.send(Json.compact(command));
        DoctorSocket.Item item = socket.next(
                it -> isError(it)
                        || (it.event().equals("pusher_internal:subscription_succeeded")
                                && it.channel().equals(channel)),
                TIMEOUT);
        if (item instanceof DoctorSocket.Message message && !isError(message)) {
            findings.ok(SUBSCRIBE, "a private channel is authorized with the secret");
            return true;
        }
        findings.fail(
                SUBSCRIBE,
                "The subscription to a private channel was rejected: %s. Check VASK_APP_SECRET."
                        .formatted(describe(item)));
        return false;
    }

    private void deliver(RequestSigner signer) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("name", EVENT)
                .put("channel", channel)
                .put("data", "{}");
        String json = Json.compact(event);
        String target = signer.target(
                "POST",
                "/apps/%s/events".formatted(URLEncoder.encode(signer.key(), StandardCharsets.UTF_8)),
                Map.of(),
                json.getBytes(StandardCharsets.UTF_8));
        long start = System.nanoTime();
        try {
            HttpResponse<String> response = http.post(target, json);
            if (response.statusCode() != 200) {
                findings.fail(DELIVERY, HttpChecks.problem(signer.key(), response));
                return;
            }
        } catch (IOException e) {
            findings.fail(DELIVERY, "No response to a publish: %s.".formatted(e.getMessage()));
            return;
        }
        DoctorSocket.Item item =
                socket.next(it -> it.event().equals(EVENT) && it.channel().equals(channel), TIMEOUT);
        if (item instanceof DoctorSocket.Message) {
            findings.ok(DELIVERY, "from publish to delivery " + Milliseconds.of(System.nanoTime() - start));
        } else {
            findings.fail(
                    DELIVERY,
                    "The event was accepted, but not delivered within %d s (%s). /app/ and /apps/ must be forwarded to the same server or cluster."
                            .formatted(TIMEOUT.toSeconds(), describe(item)));
        }
    }

    /** Stays silent, and then checks that the connection is alive: some proxies drop it without closing it. */
    private void idle(int activityTimeout) {
        if (settings.idle().isZero()) {
            findings.ok(
                    IDLE,
                    "not measured; a proxy's idle timeout must be longer than %d s, which --idle %d shows"
                            .formatted(activityTimeout, activityTimeout + 10));
            return;
        }
        long start = System.nanoTime();
        DoctorSocket.Item item = socket.next(it -> false, settings.idle());
        if (item instanceof DoctorSocket.Silence) {
            heartbeat(IDLE);
            return;
        }
        findings.fail(
                IDLE,
                "The connection ended after %d s without traffic (%s). Raise the idle timeout of the proxy above %d s, or lower vask.edge.activity-timeout."
                        .formatted(
                                Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                                describe(item),
                                activityTimeout));
    }

    private static boolean isError(DoctorSocket.Message message) {
        return message.event().equals("pusher:error") || message.event().equals("pusher:subscription_error");
    }

    private static JsonNode data(DoctorSocket.Message message) {
        JsonNode data = message.json().path("data");
        try {
            return data.isTextual() ? Json.object(data.textValue()) : data;
        } catch (InvalidJsonException e) {
            return data;
        }
    }

    private static String describe(DoctorSocket.Item item) {
        return switch (item) {
            case DoctorSocket.Opened _ -> "opened";
            case DoctorSocket.Message message ->
                SafeQuote.of(data(message).path("message").asText(message.event()));
            case DoctorSocket.Closed(int code, String reason) ->
                "closed with %d %s".formatted(code, SafeQuote.of(reason)).strip();
            case DoctorSocket.Failed failed ->
                "failed: %s".formatted(failed.cause().getMessage());
            case DoctorSocket.Silence _ -> "no message";
        };
    }
}
