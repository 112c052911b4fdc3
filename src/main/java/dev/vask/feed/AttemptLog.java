package dev.vask.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.AppChange;
import dev.vask.protocol.Json;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The recent webhook attempts of this node, at most {@link #MAX_ATTEMPTS} of each app, and bounded in bytes. If they exceed the bytes of
 * the process, those of the app with the oldest last attempt are deleted. Thread-safe.
 */
@Singleton
public final class AttemptLog implements NodeQueryHandler {

    /** Maximum number of attempts of one app. */
    public static final int MAX_ATTEMPTS = 100;

    /** The kind of question for the attempts of an app, newest first. */
    public static final String KIND = "webhook_attempts";

    private static final int MAX_BODY = 4_096;
    private static final int SHARE_OF_APP = 8;

    private final int maxBytes;
    private final LinkedHashMap<String, AppAttempts> apps = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;

    /** The attempts of an app as JSON, oldest first. */
    private static final class AppAttempts {
        final Deque<String> attempts = new ArrayDeque<>();
        int bytes;
    }

    AttemptLog(FeedConfig config) {
        maxBytes = config.attemptBytes();
    }

    /** Adds an attempt. */
    public void add(String app, String node, WebhookAttempt attempt) {
        String json = Json.compact(json(node, attempt));
        synchronized (this) {
            AppAttempts of = apps.computeIfAbsent(app, key -> new AppAttempts());
            of.attempts.addLast(json);
            change(of, size(json));
            while (of.attempts.size() > MAX_ATTEMPTS || of.bytes > maxBytes / SHARE_OF_APP) {
                change(of, -size(of.attempts.removeFirst()));
            }
            while (bytes > maxBytes) {
                bytes -= apps.pollFirstEntry().getValue().bytes;
            }
        }
    }

    private void change(AppAttempts of, int by) {
        of.bytes += by;
        bytes += by;
    }

    private static int size(String json) {
        return json.length() * 2;
    }

    private static ObjectNode json(String node, WebhookAttempt attempt) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("time", FeedEvent.time(attempt.time()))
                .put("node", node)
                .put("delivery", attempt.delivery())
                .put("attempt", attempt.attempt())
                .put("url", attempt.url());
        ObjectNode headers = json.putObject("request_headers");
        attempt.requestHeaders().forEach((name, value) -> headers.put(name, value.orElse(null)));
        return json.put("request_body", FeedEvent.cut(attempt.requestBody(), MAX_BODY))
                .put("request_truncated", attempt.requestBody().length() > MAX_BODY)
                .put("status", attempt.status())
                .put("response_body", attempt.responseBody())
                .put("duration_ms", attempt.duration().toMillis())
                .put("error", attempt.error());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void answer(ObjectNode question, ObjectNode answer) {
        var all = answer.putArray("attempts");
        of(question.path("app").asText()).forEach(all::add);
    }

    private List<JsonNode> of(String app) {
        List<String> texts;
        synchronized (this) {
            AppAttempts of = apps.get(app);
            texts = of == null ? List.of() : new ArrayList<>(of.attempts);
        }
        return texts.reversed().stream().<JsonNode>map(Json::object).toList();
    }

    /** Deletes the attempts of a deleted app. */
    synchronized void appChanged(@Observes AppChange change) {
        if (change.now().isEmpty()) {
            AppAttempts removed = apps.remove(change.key());
            bytes -= removed == null ? 0 : removed.bytes;
        }
    }
}
