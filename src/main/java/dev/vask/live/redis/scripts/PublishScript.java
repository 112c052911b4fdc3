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
import dev.vask.protocol.Frame;
import dev.vask.protocol.UserId;
import dev.vask.protocol.WebhookType;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
        return isRecoverable() ? LuaScript.PUBLISH_RECOVERABLE : LuaScript.PUBLISH;
    }

    private boolean isRecoverable() {
        return app.history().enabled()
                || !app.history().areKnownToAllNodes(now)
                || publications.stream()
                        .anyMatch(it ->
                                it.publication().withIds() || it.publication().key() != null);
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
        for (Traced it : publications) {
            arguments
                    .number(it.publication().weight())
                    .text(asked(it.publication()))
                    .text(it.context())
                    .number(it.publication().events().size());
        }
        for (Traced it : publications) {
            it.publication().events().forEach(event -> write(arguments, event));
        }
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

    /** Whether the history of the channel keeps an event. */
    private boolean isKept(Event event) {
        return event.source() instanceof Event.Backend || app.history().clientEvents();
    }

    private void write(ScriptArguments arguments, Event event) {
        switch (event.target()) {
            case Topic.Channel(ChannelName name) -> {
                arguments.text(isKept(event) ? "c" : "n").text(name.value());
                writeContent(arguments, event);
                if (name.type().isCache() && event.source() instanceof Event.Backend) {
                    writeTimeToLive(arguments);
                    arguments.text(event.name()).text(event.data());
                } else if (event.source() instanceof Event.Client it && app.sendsToWebhook(WebhookType.CLIENT_EVENT)) {
                    String user = it.userId() == null ? "" : it.userId();
                    arguments
                            .text("report")
                            .text(event.name())
                            .text(event.data())
                            .text(user);
                } else {
                    arguments.text("");
                }
            }
            case Topic.User(UserId id) -> {
                arguments.text("u").text(id.value());
                writeContent(arguments, event);
                arguments.text("");
            }
        }
    }

    private static void writeContent(ScriptArguments arguments, Event event) {
        arguments
                .text(event.except() == null ? "" : event.except().value())
                .text(Frame.of(event.toMessage()).text());
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
        List<PublishResult> outcomes = new ArrayList<>(publications.size());
        int number = publications.size();
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
