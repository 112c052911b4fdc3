package dev.vask.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.apps.Webhook;
import dev.vask.apps.WebhookProbe;
import dev.vask.feed.AttemptLog;
import dev.vask.feed.NodeQueries;
import dev.vask.http.ApiErrorCode;
import dev.vask.live.LiveState;
import dev.vask.live.WebhookQueue;
import dev.vask.protocol.SafeQuote;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tests and monitors the webhook of an app, and replays dead letters. */
@Path("/admin/v1/apps/{key}/webhook")
@AdminTokenRequired
@RegisterForReflection // for AuditFilter
@Tag(name = "webhooks", description = "Test and monitor the webhook of an app")
final class WebhookResource {

    private static final int MAX_LISTED = 1_000;

    private final AppStore apps;
    private final WebhookQueue queue;
    private final WebhookProbe probe;
    private final NodeQueries nodes;

    WebhookResource(AppStore apps, LiveState live, WebhookProbe probe, NodeQueries nodes) {
        this.apps = apps;
        this.queue = live.webhooks();
        this.probe = probe;
        this.nodes = nodes;
    }

    /** Sends a test event and returns the result, also if the webhook is disabled. */
    @POST
    @Path("test")
    @Audited("webhook.test")
    @Operation(operationId = "testWebhook", summary = "Send a test event to the webhook")
    @APIResponse(
            responseCode = "200",
            description = "The result of the delivery attempt",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WebhookResponses.TestResult.class),
                            example = OpenApiExamples.WEBHOOK_TEST))
    public Uni<Response> test(@PathParam("key") @Parameter(ref = "Key") String key) {
        return answer(
                key,
                app -> withWebhook(app, webhook -> Uni.createFrom()
                        .completionStage(() -> probe.send(app, webhook))
                        .map(result -> AdminResponses.json(200, WebhookResponses.TestResult.of(result)))));
    }

    /** Returns the state of the queue. */
    @GET
    @Path("status")
    @Operation(operationId = "getWebhookStatus", summary = "Get the state of the webhook queue")
    @APIResponse(
            responseCode = "200",
            description = "The state of the queue",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WebhookResponses.Status.class),
                            example = OpenApiExamples.WEBHOOK_STATUS))
    public Uni<Response> status(@PathParam("key") @Parameter(ref = "Key") String key) {
        return answer(key, app -> Uni.createFrom()
                .completionStage(() -> queue.status(key))
                .map(status -> AdminResponses.json(200, WebhookResponses.Status.of(status))));
    }

    /** Lists the recent delivery attempts, newest first, as the nodes that made them remember them. */
    @GET
    @Path("attempts")
    @Operation(
            operationId = "listWebhookAttempts",
            summary = "List the recent delivery attempts, newest first",
            description = "Up to 100 of each node since its start, within vask.feed.attempt-bytes.")
    @APIResponse(
            responseCode = "200",
            description = "The attempts",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WebhookResponses.Attempts.class),
                            example = OpenApiExamples.WEBHOOK_ATTEMPTS))
    public Uni<Response> attempts(@PathParam("key") @Parameter(ref = "Key") String key) {
        ObjectNode question = JsonNodeFactory.instance.objectNode().put("app", key);
        return answer(key, app -> Uni.createFrom()
                .completionStage(() -> nodes.ask(AttemptLog.KIND, question))
                .map(answers -> AdminResponses.json(200, WebhookResponses.Attempts.of(answers.values()))));
    }

    /** Lists the deliveries that failed permanently in the last 7 days, newest first. */
    @GET
    @Path("dead-letters")
    @Operation(
            operationId = "listDeadLetters",
            summary = "List the dead letters (deliveries that failed permanently) of the last 7 days, newest first")
    @APIResponse(
            responseCode = "200",
            description = "The dead letters",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WebhookResponses.DeadLetters.class),
                            example = OpenApiExamples.DEAD_LETTERS))
    @APIResponse(responseCode = "400", ref = "Invalid")
    public Uni<Response> deadLetters(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @QueryParam("limit")
                    @DefaultValue("100")
                    @Parameter(
                            description = "Maximum number of results",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "100"))
                    String limit) {
        int max = AdminParameters.limit(limit, MAX_LISTED);
        return answer(key, app -> Uni.createFrom()
                .completionStage(() -> queue.deadLetters(key, max))
                .map(letters -> AdminResponses.json(200, WebhookResponses.DeadLetters.of(letters))));
    }

    /** Replays all dead letters. */
    @POST
    @Path("dead-letters/replay")
    @Audited("webhook.replayAll")
    @Operation(operationId = "replayDeadLetters", summary = "Replay all dead letters")
    @APIResponse(
            responseCode = "200",
            description = "The number of replayed deliveries",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WebhookResponses.Replayed.class),
                            example = OpenApiExamples.REPLAYED))
    public Uni<Response> replayAll(@PathParam("key") @Parameter(ref = "Key") String key) {
        return replay(key, null);
    }

    /** Replays one dead letter. */
    @POST
    @Path("dead-letters/{id}/replay")
    @Audited("webhook.replayOne")
    @Operation(operationId = "replayDeadLetter", summary = "Replay a dead letter")
    @APIResponse(
            responseCode = "200",
            description = "The number of replayed deliveries",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WebhookResponses.Replayed.class),
                            example = OpenApiExamples.REPLAYED))
    public Uni<Response> replayOne(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @PathParam("id") @Parameter(ref = "DeliveryId") String id) {
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
        return AdminResponses.json(200, new WebhookResponses.Replayed(count));
    }

    private Uni<Response> answer(String key, Function<App, Uni<Response>> response) {
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .flatMap(found -> response.apply(found.orElseThrow(() -> AdminException.noSuchApp(key))));
    }

    private static Uni<Response> withWebhook(App app, Function<Webhook, Uni<Response>> response) {
        Webhook webhook = app.webhook();
        if (webhook == null) {
            throw new AdminException(ApiErrorCode.NO_WEBHOOK, "App '%s' has no webhook.".formatted(app.key()));
        }
        return response.apply(webhook);
    }
}
