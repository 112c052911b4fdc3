package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.SecretLastUsed;
import dev.vask.feed.Feed;
import dev.vask.feed.FeedEvent;
import dev.vask.feed.FeedEventType;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyReader;
import dev.vask.http.RequestBody;
import dev.vask.http.RequestId;
import dev.vask.limits.AddressLimits;
import dev.vask.meters.Meters;
import dev.vask.protocol.BodyDigest;
import dev.vask.protocol.InvalidSignatureException;
import dev.vask.protocol.SafeQuote;
import dev.vask.protocol.SignedRequest;
import dev.vask.traces.Trace;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates requests, in the order of 4.0.6: app, signature and declared length are checked before the body is read, and the
 * digest of the body before the resource is called. It waits without a {@code Uni}, for which context propagation would capture and
 * restore contexts on every request. It is application scoped, since it must not be created before the start checks.
 */
@Provider
@ApplicationScoped
@SignatureRequired
class SignatureFilter implements ResteasyReactiveContainerRequestFilter {

    private static final int MAX_EXPECTED_STRING = 4_096;

    private final BodyReader bodies;
    private final AppDirectory apps;
    private final SecretLastUsed secrets;
    private final AddressLimits addressLimits;
    private final PublishTraces traces;
    private final Meters meters;
    private final Feed feed;
    private final InstantSource clock = InstantSource.system();

    SignatureFilter(
            BodyReader bodies,
            AppDirectory apps,
            SecretLastUsed secrets,
            AddressLimits addressLimits,
            PublishTraces traces,
            Meters meters,
            Feed feed) {
        this.bodies = bodies;
        this.apps = apps;
        this.secrets = secrets;
        this.addressLimits = addressLimits;
        this.traces = traces;
        this.meters = meters;
        this.feed = feed;
    }

    /** Lets authenticated requests pass to their resource, as an {@link ApiRequest}. */
    @Override
    public void filter(ResteasyReactiveContainerRequestContext rest) {
        RoutingContext context =
                ((ResteasyReactiveRequestContext) rest.getServerRequestContext()).unwrap(RoutingContext.class);
        if (addressLimits.clientAddress(context.request()).signatureDelay() instanceof Duration wait) {
            throw ApiException.tooManyFailures(wait);
        }
        PendingRequest pending = new PendingRequest(context, traces.begin(context));
        context.addEndHandler(pending);
        CompletionStage<@Nullable Void> authenticated = pending.authenticate();
        rest.suspend();
        authenticated.whenComplete((done, failure) -> {
            if (failure == null) {
                rest.resume();
            } else {
                rest.resume(failure);
            }
        });
    }

    /** One request, from its head to the end of its response. */
    private final class PendingRequest implements Handler<AsyncResult<Void>> {

        private final long begun = System.nanoTime();
        private final RoutingContext context;
        private final HttpServerRequest request;
        private final String key;
        private final Trace trace;
        private @Nullable RequestBody body;

        PendingRequest(RoutingContext context, Trace trace) {
            this.context = context;
            this.request = context.request();
            this.key = appKey(context.normalizedPath());
            this.trace = trace;
            RequestId.of(request); // sets the header of every response
        }

        CompletionStage<@Nullable Void> authenticate() {
            return apps.findByPath(key)
                    .thenApply(this::checkHead)
                    .thenCompose(head -> read(head.signed().body()).thenAccept(content -> accept(head, content)));
        }

        /** The result of the checks on the head of a request. */
        private record VerifiedHead(App app, SignedRequest.Verified signed) {}

        private VerifiedHead checkHead(Optional<App> found) {
            App app = found.orElseThrow(() -> noSuchApp(key));
            VerifiedHead head = new VerifiedHead(app, verify(app));
            if (!app.enabled()) {
                throw ApiException.disabled("App '%s' is disabled.".formatted(key));
            }
            bodies.checkDeclaredLength(request);
            return head;
        }

        private SignedRequest.Verified verify(App app) {
            Instant now = clock.instant();
            return counted(app, () -> new SignedRequest(request.method().name(), request.path(), request.query())
                    .verify(app.key(), now, (text, signature) -> secrets.verify(app, text, signature, now)));
        }

        private CompletionStage<RequestBody> read(BodyDigest digest) {
            return digest.forbidsBody() ? bodies.readNone(request, BodyDigest::missing) : bodies.read(request);
        }

        private void accept(VerifiedHead head, RequestBody content) {
            body = content;
            counted(head.app(), () -> {
                head.signed().body().check(content.bytes());
                return head;
            });
            new ApiRequest(head.app(), head.signed().parameters(), content.bytes(), trace, request).putInto(context);
        }

        /** Runs a signature check and counts its failure. */
        private <T> T counted(App app, Supplier<T> check) {
            try {
                return check.get();
            } catch (InvalidSignatureException e) {
                addressLimits.clientAddress(request).countFailedSignature();
                meters.of(app.key()).requestRejected();
                if (feed.isWatched(app.key())) {
                    report(app, e);
                }
                throw e;
            }
        }

        private void report(App app, InvalidSignatureException rejection) {
            feed.report(app.key(), new FeedEvent(FeedEventType.SIGNATURE_REJECTED, null, null, null, json -> {
                json.put("status", ApiErrorCode.INVALID_SIGNATURE.status())
                        .put("method", request.method().name());
                FeedEvent.putText(json, "path", request.path());
                json.put("address", addressLimits.adminClient(request).address());
                FeedEvent.putText(json, "reason", String.valueOf(rejection.getMessage()));
                String expected = rejection.expected();
                if (expected != null) {
                    FeedEvent.putText(json, "expected_string", expected, MAX_EXPECTED_STRING);
                }
            }));
        }

        /** The request was answered, or its client has disconnected. */
        @Override
        public void handle(AsyncResult<Void> ended) {
            if (body != null) {
                body.close();
            }
            if (ended.succeeded()) {
                meters.apiRequest(request.response().getStatusCode(), System.nanoTime() - begun);
            }
            PublishTraces.end(trace, request.response());
        }
    }

    /** The second segment of the path, as it was sent. */
    private static String appKey(String path) {
        int start = "/apps/".length();
        return path.substring(start, path.indexOf('/', start));
    }

    private static ApiException noSuchApp(String key) {
        return ApiException.notFound(
                ApiErrorCode.NO_SUCH_APP,
                "App '%s' does not exist. The path is /apps/{app_key}/...; an app id in the path must be the app's key or its app_id."
                        .formatted(SafeQuote.of(key)));
    }
}
