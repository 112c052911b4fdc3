package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.apps.Webhook;
import dev.vask.apps.WebhookProbe;
import dev.vask.http.ApiErrorCode;
import dev.vask.live.DeadLetter;
import dev.vask.live.Delivery;
import dev.vask.live.LiveState;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookStatus;
import dev.vask.protocol.Json;
import dev.vask.protocol.SafeQuote;
import dev.vask.protocol.WebhookBody;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tests and monitors the webhook of an app, and replays dead letters. */
@Path("/admin/v1/apps/{key}/webhook")
@AdminTokenRequired
final class WebhookResource {

    private static final int MOST_LISTED = 1_000;

    private final AppStore apps;
    private final WebhookQueue queue;
    private final WebhookProbe probe;

    WebhookResource(AppStore apps, LiveState live, WebhookProbe probe) {
        this.apps = apps;
        this.queue = live.webhooks();
        this.probe = probe;
    }

    /** Sends a test event and returns the result, also if the webhook is disabled. */
    @POST
    @Path("test")
    public Uni<Response> test(String key) {
        return answer(
                key,
                app -> withWebhook(app, webhook -> Uni.createFrom()
                        .completionStage(() -> probe.send(app, webhook))
                        .map(result -> AdminResponses.json(200, json(result)))));
    }

    /** Returns the state of the queue. */
    @GET
    @Path("status")
    public Uni<Response> status(String key) {
        return answer(key, app -> Uni.createFrom()
                .completionStage(() -> queue.status(key))
                .map(status -> AdminResponses.json(200, json(status))));
    }

    /** Lists the deliveries that failed permanently in the last 7 days, newest first. */
    @GET
    @Path("dead-letters")
    public Uni<Response> deadLetters(String key, @QueryParam("limit") @DefaultValue("100") String limit) {
        if (!limit.matches("[1-9]\\d{0,3}") || Integer.parseInt(limit) > MOST_LISTED) {
            throw new AdminException(
                    ApiErrorCode.INVALID_REQUEST,
                    "Invalid value for limit: '%s' is not an integer from 1 to %d."
                            .formatted(SafeQuote.of(limit), MOST_LISTED));
        }
        return answer(key, app -> Uni.createFrom()
                .completionStage(() -> queue.deadLetters(key, Integer.parseInt(limit)))
                .map(letters -> AdminResponses.json(200, json(letters))));
    }

    /** Replays all dead letters. */
    @POST
    @Path("dead-letters/replay")
    public Uni<Response> replayAll(String key) {
        return replay(key, null);
    }

    /** Replays one dead letter. */
    @POST
    @Path("dead-letters/{id}/replay")
    public Uni<Response> replayOne(String key, String id) {
        return replay(key, id);
    }

    private Uni<Response> replay(String key, @Nullable String id) {
        return answer(
                key,
                app -> withWebhook(app, webhook -> Uni.createFrom()
                        .completionStage(() -> queue.replay(app, id))
                        .map(replayed -> replayed(id, replayed))));
    }

    private static Response replayed(@Nullable String id, long count) {
        if (id != null && count == 0) {
            throw new AdminException(
                    ApiErrorCode.NO_SUCH_DEAD_LETTER, "Dead letter '%s' does not exist.".formatted(SafeQuote.of(id)));
        }
        return AdminResponses.json(200, JsonNodeFactory.instance.objectNode().put("replayed", count));
    }

    private Uni<Response> answer(String key, Function<App, Uni<Response>> answer) {
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .flatMap(found -> answer.apply(found.orElseThrow(() -> AdminException.noSuchApp(key))));
    }

    private static Uni<Response> withWebhook(App app, Function<Webhook, Uni<Response>> answer) {
        Webhook webhook = app.webhook();
        if (webhook == null) {
            throw new AdminException(ApiErrorCode.NO_WEBHOOK, "App '%s' has no webhook.".formatted(app.key()));
        }
        return answer.apply(webhook);
    }

    private static ObjectNode json(WebhookProbe.Result result) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("delivery", result.deliveryId())
                .put("delivered", result.failure() == null)
                .put("status", result.status())
                .put("duration_ms", result.took().toMillis())
                .put("reply", result.reply())
                .put("error", result.failure());
    }

    private static ObjectNode json(WebhookStatus status) {
        Instant lastDropped = status.lastDropped();
        return JsonNodeFactory.instance
                .objectNode()
                .put("waiting_events", status.waitingEvents())
                .put("waiting_bytes", status.waitingBytes())
                .put("held_back_events", status.heldEvents())
                .put("dropped_events", status.droppedEvents())
                .put("last_dropped_at_ms", lastDropped == null ? null : lastDropped.toEpochMilli())
                .put("dead_letters", status.deadLetters())
                .put("dead_letter_bytes", status.deadLetterBytes());
    }

    private static ObjectNode json(List<DeadLetter> letters) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("dead_letters");
        letters.forEach(letter -> all.add(json(letter)));
        return json;
    }

    private static ObjectNode json(DeadLetter letter) {
        Delivery delivery = letter.delivery();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("delivery", delivery.id())
                .put("given_up_at_ms", letter.givenUpAt().toEpochMilli())
                .put("attempts", delivery.attempts())
                .put("error", letter.reason());
        json.set("body", Json.object(WebhookBody.of(delivery.timeMillis(), delivery.events())));
        return json;
    }
}
