package dev.vask.live.redis.scripts;

import static java.util.Comparator.comparing;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.live.redis.connection.RedisCommands;
import dev.vask.protocol.WebhookType;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The webhook events that scripts record for an app, and the apps that may have some. Thread-safe. */
public final class WebhookEvents {

    /** The argument of an app without webhook events. */
    public static final String NOTHING = "";

    private static final List<Letter> LETTERS = Stream.of(WebhookType.values())
            .map(type -> new Letter(type, WebhookEntry.letter(type)))
            .sorted(comparing(Letter::name))
            .toList();

    private final Set<String> registered = ConcurrentHashMap.newKeySet();
    private final RedisCommands connections;
    private final RedisKeys keys;
    private final String grace;
    private final String limits;

    private record Letter(WebhookType type, String name) {}

    /**
     * No registered apps.
     *
     * @param grace  how long events that can be reverted are delayed (13.10)
     * @param limits the limits of the queue
     */
    public WebhookEvents(RedisCommands connections, RedisKeys keys, Duration grace, WebhookQueueLimits limits) {
        this.connections = connections;
        this.keys = keys;
        this.grace = ";" + grace.toMillis() + ";";
        this.limits = ";%d;%d;%d".formatted(limits.events(), limits.bytes(), limits.held());
    }

    /** The argument of every script on an app that says which events it records; null if the app does not exist any more. */
    public String recorded(@Nullable App app) {
        Webhook webhook = app == null ? null : app.activeWebhook();
        return webhook == null ? NOTHING : recorded(webhook.generation(), webhook.events());
    }

    /** The same for an app whose settings cannot be loaded now: all events, which are filtered before delivery. */
    public String recordedForUnknown() {
        return recorded(Delivery.ANY_GENERATION, Set.of(WebhookType.values()));
    }

    /** Called for each script: neither formats nor sorts. */
    private String recorded(long generation, Set<WebhookType> types) {
        StringBuilder argument = new StringBuilder(64).append(generation).append(grace);
        for (Letter letter : LETTERS) {
            if (types.contains(letter.type)) {
                argument.append(letter.name);
            }
        }
        return argument.append(limits).toString();
    }

    /** Registers an app that may have events; call it before a script on the app. */
    public void register(App app) {
        if (app.activeWebhook() != null) {
            register(app.key());
        }
    }

    /** Registers the key of an app that may have events. */
    public void register(String app) {
        if (registered.add(app)) {
            connections
                    .send(Request.cmd(Command.SADD).arg(keys.webhookApps()).arg(app))
                    .onFailure(failure -> registered.remove(app));
        }
    }

    /** Registers all apps again: Redis may have lost them. */
    public void registerAgain() {
        registered.clear();
    }
}
