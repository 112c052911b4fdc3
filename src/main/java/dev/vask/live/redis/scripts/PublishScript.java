package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.live.Counts;
import dev.vask.live.Event;
import dev.vask.live.IdempotencyKey;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.StateLimits;
import dev.vask.live.Topic;
import dev.vask.live.Usage;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.UserId;
import dev.vask.protocol.WebhookType;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes publications in their order. Of each, all events are published, or none.
 *
 * @param limits limits of the app that are not quotas
 * @param now    the time
 */
public record PublishScript(App app, List<Traced> publications, StateLimits limits, Instant now)
        implements AppScript<PublishScript.Result> {

    private static final PublishResult ACCEPTED = new PublishResult.Accepted(List.of());

    // Letters of events, see lua/publish.lua
    private static final String LEFT_OUT = "n";
    private static final String CACHED = "k";
    private static final String REPORTED = "r";

    /**
     * A publication and its trace.
     *
     * @param context the context of the trace, or empty
     */
    public record Traced(Publication publication, String context) {}

    /**
     * The result.
     *
     * @param outcomes        the outcome of each publication
     * @param usageUnrestored whether the stored usage of the month is missing in Redis
     * @param stored          the stored events of the app, null if it has no history
     */
    public record Result(List<PublishResult> outcomes, boolean usageUnrestored, Usage.@Nullable StoredEvents stored) {}

    @Override
    public LuaScript script() {
        if (isRecoverable()) {
            return hasEffects() ? LuaScript.PUBLISH_RECOVERABLE_WITH_EFFECTS : LuaScript.PUBLISH_RECOVERABLE;
        }
        return hasEffects() ? LuaScript.PUBLISH_WITH_EFFECTS : LuaScript.PUBLISH;
    }

    private boolean hasEffects() {
        for (Traced it : publications) {
            for (Event event : it.publication().events()) {
                if (isCached(event) || isReported(event)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isRecoverable() {
        if (app.history().enabled() || !app.history().areKnownToAllNodes(now)) {
            return true;
        }
        for (Traced it : publications) {
            if (it.publication().withIds() || it.publication().key() != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void write(ScriptArguments arguments) {
        if (isRecoverable()) {
            HistoryArguments.write(arguments, app.history(), limits.history(), now);
        }
        arguments
                .limit(app.quotas().get(Quota.EVENTS_PER_SECOND))
                .limit(app.quotas().get(Quota.EVENTS_PER_MONTH))
                .text(Usage.day(now).toString())
                .number(publications.size());
        int following = 0;
        for (Traced it : publications) {
            following += it.publication().events().size();
            writePublication(arguments, it);
        }
        for (Traced it : publications) {
            boolean isPlain = isPlain(it);
            for (Event event : it.publication().events()) {
                following--;
                write(arguments, event, following);
                if (!isPlain) {
                    writeEffects(arguments, event);
                }
            }
        }
    }

    private void writePublication(ScriptArguments arguments, Traced traced) {
        Publication publication = traced.publication();
        if (isPlain(traced)) {
            arguments.number(publication.weight());
        } else {
            arguments
                    .text("+")
                    .number(publication.weight())
                    .text(asked(publication))
                    .text(traced.context())
                    .number(publication.events().size());
        }
    }

    /** Whether a publication is one event, and nothing else. */
    private boolean isPlain(Traced traced) {
        Publication publication = traced.publication();
        return publication.events().size() == 1
                && publication.weight() <= 1
                && !publication.counted()
                && !publication.withIds()
                && publication.key() == null
                && traced.context().isEmpty()
                && letters(publication.events().getFirst()).isEmpty();
    }

    private String asked(Publication publication) {
        String letters = (publication.counted() ? "c" : "") + (publication.withIds() ? "i" : "");
        IdempotencyKey key = publication.key();
        return key == null
                ? letters
                : "%s;%s;%d;%d;%s"
                        .formatted(
                                letters,
                                key.digest(),
                                IdempotencyKey.timeToLive(app).toMillis(),
                                limits.idempotencyKeys(),
                                key.value());
    }

    /** Whether an event replaces the cached event of its channel (8.1, 10.8). */
    private static boolean isCached(Event event) {
        return event.target() instanceof Topic.Channel(ChannelName name)
                && name.type().isCache()
                && event.source() instanceof Event.Backend;
    }

    /** Whether an event is recorded for the webhook. */
    private boolean isReported(Event event) {
        return event.source() instanceof Event.Client && app.sendsToWebhook(WebhookType.CLIENT_EVENT);
    }

    /** Whether the history of the channel does not keep an event. */
    private boolean isLeftOut(Event event) {
        return event.source() instanceof Event.Client
                && app.history().enabled()
                && !app.history().clientEvents();
    }

    private String letters(Event event) {
        if (isCached(event)) {
            return CACHED;
        }
        return (isLeftOut(event) ? LEFT_OUT : "") + (isReported(event) ? REPORTED : "");
    }

    private static void write(ScriptArguments arguments, Event event, int following) {
        arguments
                .text(
                        switch (event.target()) {
                            case Topic.Channel(ChannelName name) -> "c:" + name.value();
                            case Topic.User(UserId id) -> "u:" + id.value();
                        })
                .text(InboxCodec.line(following, event));
    }

    private void writeEffects(ScriptArguments arguments, Event event) {
        arguments.text(letters(event));
        if (isCached(event)) {
            writeTimeToLive(arguments);
            arguments.text(event.name()).text(event.data());
        } else if (isReported(event) && event.source() instanceof Event.Client(@Nullable String user)) {
            arguments.text(event.name()).text(event.data()).text(user == null ? "" : user);
        }
    }

    private void writeTimeToLive(ScriptArguments arguments) {
        Integer seconds = app.quotas().get(Quota.CACHE_TTL_SECONDS);
        if (seconds == null) {
            arguments.limit(null);
        } else {
            arguments.number(Duration.ofSeconds(seconds).toMillis());
        }
    }

    @Override
    public Result read(Response response) {
        int number = publications.size();
        if (response.type() == ResponseType.NUMBER) {
            return new Result(Collections.nCopies(number, ACCEPTED), response.toInteger() == 1, null);
        }
        List<PublishResult> outcomes = new ArrayList<>(number);
        for (int i = 1; i <= number; i++) {
            outcomes.add(outcome(response.get(i)));
        }
        Usage.StoredEvents stored =
                response.size() > number + 1 ? HistoryResponses.stored(response.get(number + 1)) : null;
        return new Result(outcomes, Responses.isOne(response.get(0)), stored);
    }

    private PublishResult outcome(Response response) {
        if (response.type() == ResponseType.NUMBER) {
            return ACCEPTED;
        }
        return switch (response.get(0).toString()) {
            case "rate" ->
                new PublishResult.OverRate(Duration.ofMillis(response.get(1).toLong()));
            case "month" -> new PublishResult.OverMonth(Usage.restOfMonth(now));
            case "reused" -> new PublishResult.KeyReused();
            case "keys" -> new PublishResult.TooManyKeys(response.get(1).toInteger());
            case "replayed" ->
                new PublishResult.Accepted(counts(response.get(1)), Responses.strings(response.get(2)), true);
            default ->
                new PublishResult.Accepted(
                        counts(response.get(1)),
                        response.size() > 2 ? Responses.strings(response.get(2)) : List.of(),
                        false);
        };
    }

    private static List<Counts> counts(Response pairs) {
        List<Counts> counts = new ArrayList<>(pairs.size());
        for (Response pair : pairs) {
            counts.add(new Counts(pair.get(0).toLong(), pair.get(1).toLong()));
        }
        return counts;
    }
}
