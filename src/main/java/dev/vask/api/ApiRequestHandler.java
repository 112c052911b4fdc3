package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.SecretLastUsed;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.BodyReader;
import dev.vask.http.RequestBody;
import dev.vask.http.RequestId;
import dev.vask.limits.AddressLimits;
import dev.vask.live.LiveState;
import dev.vask.meters.Meters;
import dev.vask.protocol.BodyDigest;
import dev.vask.protocol.InvalidSignatureException;
import dev.vask.protocol.SafeQuote;
import dev.vask.protocol.SignedRequest;
import dev.vask.traces.Trace;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates requests, checks them in the order of 4.0.6, and responds. App, signature and declared length are checked before
 * the body is read.
 */
@Singleton
final class ApiRequestHandler {

    private final BodyReader bodies;
    private final BodyLimits unread;
    private final AppDirectory apps;
    private final SecretLastUsed secrets;
    private final AddressLimits guard;
    private final LiveState live;
    private final Meters meters;
    private final Vertx vertx;
    private final InstantSource clock = InstantSource.system();

    ApiRequestHandler(
            BodyReader bodies,
            BodyLimits unread,
            AppDirectory apps,
            SecretLastUsed secrets,
            AddressLimits guard,
            LiveState live,
            Meters meters,
            Vertx vertx) {
        this.bodies = bodies;
        this.unread = unread;
        this.apps = apps;
        this.secrets = secrets;
        this.guard = guard;
        this.live = live;
        this.meters = meters;
        this.vertx = vertx;
    }

    /**
     * Responds to one request.
     *
     * @param key     the app key in the path
     * @param trace   the trace of the request
     * @param handler handles an authenticated request; returns the JSON of the response, or fails with the error
     */
    void answer(
            HttpServerRequest request, String key, Trace trace, Function<ApiRequest, CompletionStage<byte[]>> handler) {
        long begun = System.nanoTime();
        Context home = vertx.getOrCreateContext();
        find(request, key)
                .thenApply(app -> admit(request, key, app))
                .thenCompose(
                        head -> read(request, head).thenCompose(body -> perform(request, head, body, trace, handler)))
                .whenComplete((json, failure) -> at(home, () -> {
                    end(request, json, failure, begun);
                    PublishTraces.end(trace, request.response());
                }));
    }

    /** Finds the app. If it is not cached, the request is paused while it is loaded, so that its body is not read. */
    private CompletionStage<Optional<App>> find(HttpServerRequest request, String key) {
        CompletionStage<Optional<App>> found = apps.find(key);
        if (!found.toCompletableFuture().isDone()) {
            request.pause();
        }
        return found;
    }

    /** Runs a task on the context of the request. Stages of others, such as the Redis connection, complete on other loops. */
    private static void at(Context home, Runnable task) {
        if (Vertx.currentContext() == home) {
            task.run();
        } else {
            home.runOnContext(arrived -> task.run());
        }
    }

    private void end(HttpServerRequest request, byte @Nullable [] json, @Nullable Throwable failure, long begun) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return; // the client has disconnected
        }
        if (failure != null && response.headWritten()) {
            response.reset(); // the client sees that the response is incomplete
            return;
        }
        String id = RequestId.of(request);
        if (failure == null) {
            ApiResponses.ok(response, Objects.requireNonNull(json));
        } else {
            unread.reject(request, ApiErrors.answer(failure, id));
        }
        meters.answered(response.getStatusCode(), System.nanoTime() - begun);
    }

    /** The result of the checks on the head of a request. */
    private record Head(App app, SignedRequest.Verified signed) {}

    private Head admit(HttpServerRequest request, String key, Optional<App> found) {
        App app = found.orElseThrow(() -> noSuchApp(key));
        Head head = new Head(app, verified(request, app));
        if (!app.enabled()) {
            throw ApiException.disabled("App '%s' is disabled.".formatted(key));
        }
        bodies.checkDeclaredLength(request);
        return head;
    }

    private SignedRequest.Verified verified(HttpServerRequest request, App app) {
        Instant now = clock.instant();
        return counted(request, () -> new SignedRequest(request.method().name(), request.path(), request.query())
                .verify(app.key(), now, (text, signature) -> secrets.verify(app, text, signature, now)));
    }

    /** Runs a signature check and counts its failure. */
    private <T> T counted(HttpServerRequest request, Supplier<T> check) {
        try {
            return check.get();
        } catch (InvalidSignatureException e) {
            guard.clientAddress(request).failed();
            throw e;
        }
    }

    private CompletionStage<RequestBody> read(HttpServerRequest request, Head head) {
        return head.signed().body().isOfNoBody() ? bodies.readNone(request, BodyDigest::missing) : bodies.read(request);
    }

    private CompletionStage<byte[]> perform(
            HttpServerRequest request,
            Head head,
            RequestBody body,
            Trace trace,
            Function<ApiRequest, CompletionStage<byte[]>> handler) {
        return CompletableFuture.completedFuture(body)
                .thenCompose(it -> handler.apply(call(request, head, it, trace)))
                .whenComplete((done, failure) -> {
                    body.close();
                    if (failure != null
                            && ApiErrors.causeOf(failure) instanceof ApiException it
                            && it.quota() != null) {
                        live.refused(head.app(), it.quota());
                    }
                });
    }

    private ApiRequest call(HttpServerRequest request, Head head, RequestBody body, Trace trace) {
        return counted(request, () -> {
            head.signed().body().check(body.bytes());
            return new ApiRequest(head.app(), head.signed().parameters(), body.bytes(), trace, request);
        });
    }

    private static ApiException noSuchApp(String key) {
        return ApiException.notFound(
                ApiErrorCode.NO_SUCH_APP,
                "App '%s' does not exist. The path is /apps/{app_key}/...; the app id in the path is the app key."
                        .formatted(SafeQuote.of(key)));
    }
}
