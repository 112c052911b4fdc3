package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.TokenHash;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyReader;
import dev.vask.http.RequestId;
import dev.vask.limits.AddressLimits;
import dev.vask.limits.ClientAddress;
import dev.vask.protocol.Query;
import dev.vask.protocol.SafeQuote;
import dev.vask.traces.Trace;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * A sink of CloudEvents: brokers such as Knative's, EventBridge and Eventarc push events to browsers without code. Such a sender cannot
 * sign requests; it has the token of the app. A sender that repeats an event publishes it again.
 */
@Path("/apps/{app_key}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "events")
final class CloudEventsResource {

    private static final String SCHEME = "Bearer ";
    private static final String PARAMETER = "access_token";

    private final AppDirectory apps;
    private final BodyReader bodies;
    private final AddressLimits addressLimits;
    private final EventPublisher publisher;
    private final PublishTraces traces;

    CloudEventsResource(
            AppDirectory apps,
            BodyReader bodies,
            AddressLimits addressLimits,
            EventPublisher publisher,
            PublishTraces traces) {
        this.apps = apps;
        this.bodies = bodies;
        this.addressLimits = addressLimits;
        this.publisher = publisher;
        this.traces = traces;
    }

    /** Publishes a CloudEvent. */
    @POST
    @Path("cloudevents")
    @Operation(
            operationId = "publishCloudEvent",
            summary = "Publish a CloudEvent, in binary or structured mode, with the token of the app")
    @Parameter(ref = "AppKey")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/cloudevents+json",
                            schema = @Schema(ref = "CloudEvent"),
                            example = ApiExamples.CLOUDEVENT))
    @APIResponse(
            responseCode = "200",
            description = "Accepted",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Nothing"),
                            example = ApiExamples.NOTHING))
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "429", ref = "QuotaExceeded")
    public CompletionStage<JsonBody> publish(@PathParam("app_key") String key, @Context RoutingContext context) {
        HttpServerRequest request = context.request();
        RequestId.of(request);
        ClientAddress client = addressLimits.clientAddress(request);
        if (client.signatureDelay() instanceof Duration wait) {
            throw ApiException.tooManyFailures(wait);
        }
        Trace trace = traces.begin(context);
        context.addEndHandler(ended -> PublishTraces.end(trace, request.response()));
        return apps.findByPath(key)
                .thenApply(found -> authenticated(key, found, request, client))
                .thenCompose(app -> bodies.read(request).thenCompose(body -> publish(app, body, trace, context)));
    }

    /** Checks the head of the request, before its body is read. */
    private App authenticated(String key, Optional<App> found, HttpServerRequest request, ClientAddress client) {
        App app = found.orElseThrow(() -> ApiException.notFound(
                ApiErrorCode.NO_SUCH_APP, "App '%s' does not exist.".formatted(SafeQuote.of(key))));
        TokenHash expected = app.cloudEventsToken();
        String token = token(request);
        if (expected == null || token == null || !expected.isOf(token)) {
            client.countFailedSignature();
            throw ApiException.invalidToken(
                    "Missing or wrong token. Send the header 'Authorization: Bearer <token>' with the token from POST /admin/v1/apps/{key}/cloudevents-token.");
        }
        if (!app.enabled()) {
            throw ApiException.disabled("App '%s' is disabled.".formatted(key));
        }
        bodies.checkDeclaredLength(request);
        return app;
    }

    /** The token in the header, or in the query for senders that cannot set headers (RFC 6750, section 2.3). */
    private static @Nullable String token(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                    ? header.substring(SCHEME.length()).strip()
                    : null;
        }
        String query = request.query();
        List<String> values =
                query == null ? List.of() : Query.parse(query, false).all(PARAMETER);
        return values.size() == 1 ? values.getFirst() : null;
    }

    private CompletionStage<JsonBody> publish(
            App app, dev.vask.http.RequestBody body, Trace trace, RoutingContext context) {
        HttpServerRequest request = context.request();
        context.addEndHandler(ended -> body.close());
        ApiRequest call = new ApiRequest(app, Query.parse("", false), body.bytes(), trace, request);
        call.putInto(context);
        return publisher.publish(
                call,
                () -> CloudEventReader.read(request.headers(), body.bytes()),
                (reader, event) -> List.of(reader.event(event)),
                (events, accepted) -> JsonBody.NOTHING);
    }
}
