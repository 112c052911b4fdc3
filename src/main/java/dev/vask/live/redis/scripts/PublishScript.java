package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.live.Counts;
import dev.vask.live.Event;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.Topic;
import dev.vask.live.Usage;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.UserId;
import dev.vask.protocol.WebhookType;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes publications in their order. Of each, all events are published, or none.
 *
 * @param now the time
 */
public record PublishScript(App app, List<Traced> publications, Instant now)
        implements AppScript<PublishScript.Result> {

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
     */
    public record Result(List<PublishResult> outcomes, boolean usageUnrestored) {}

    @Override
    public LuaScript script() {
        return LuaScript.PUBLISH;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments
                .limit(app.quotas().get(Quota.EVENTS_PER_SECOND))
                .limit(app.quotas().get(Quota.EVENTS_PER_MONTH))
                .text(Usage.day(now).toString())
                .number(publications.size());
        for (Traced it : publications) {
            arguments
                    .number(it.publication().weight())
                    .flag(it.publication().counted())
                    .text(it.context())
                    .number(it.publication().events().size());
        }
        for (Traced it : publications) {
            it.publication().events().forEach(event -> write(arguments, event));
        }
    }

    private void write(ScriptArguments arguments, Event event) {
        switch (event.target()) {
            case Topic.Channel(ChannelName name) -> {
                arguments.text("c").text(name.value());
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
        for (int i = 1; i < response.size(); i++) {
            outcomes.add(outcome(response.get(i)));
        }
        return new Result(outcomes, Responses.isOne(response.get(0)));
    }

    private PublishResult outcome(Response response) {
        return switch (response.get(0).toString()) {
            case "rate" ->
                new PublishResult.OverRate(Duration.ofMillis(response.get(1).toLong()));
            case "month" -> new PublishResult.OverMonth(Usage.restOfMonth(now));
            default -> new PublishResult.Accepted(counts(response.get(1)));
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
