package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.SecretUses;
import dev.vask.guard.Guard;
import dev.vask.http.ErrorCode;
import dev.vask.http.RequestId;
import dev.vask.live.LiveState;
import dev.vask.meters.Meters;
import dev.vask.protocol.InvalidSignatureException;
import dev.vask.protocol.Query;
import dev.vask.protocol.Quote;
import dev.vask.protocol.SignedRequest;
import dev.vask.traces.Trace;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers requests, checking in the order that the protocol sets: body, app, signature, enabled, then the deed (4.0.6). */
@Singleton
final class Calls {

    private final Bodies bodies;
    private final AppDirectory apps;
    private final SecretUses secrets;
    private final Guard guard;
    private final LiveState live;
    private final Meters meters;
    private final Vertx vertx;
    private final InstantSource clock = InstantSource.system();

    Calls(Bodies bodies, AppDirectory apps, SecretUses secrets, Guard guard, LiveState live, Meters meters, Vertx vertx) {
        this.bodies = bodies;
        this.apps = apps;
        this.secrets = secrets;
        this.guard = guard;
        this.live = live;
        this.meters = meters;
        this.vertx = vertx;
    }

    /**
     * Answers one request.
     *
     * @param key   the app's key, as the path names it
     * @param trace that shows what becomes of it
     * @param deed  what to do if the request is genuine; its JSON becomes the answer, its failure the error
     */
    void answer(HttpServerRequest request, String key, Trace trace, Function<Call, CompletionStage<byte[]>> deed) {
        long begun = System.nanoTime();
        Context home = vertx.getOrCreateContext();
        bodies.read(request)
                .thenCompose(body -> apps.find(key).thenApply(app -> admit(request, key, app, body, trace)))
                .thenCompose(call -> perform(call, deed))
                .whenComplete((json, failure) -> at(home, () -> {
                    end(request, json, failure, begun);
                    PublishTraces.end(trace, request.response());
                }));
    }

    /** Where the request came in: others, such as the connection to Redis, have loops of their own. */
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
            return; // nobody waits for it any more
        }
        if (failure != null && response.headWritten()) {
            response.reset(); // the client sees that the answer is incomplete
            return;
        }
        String id = RequestId.of(request);
        if (failure == null) {
            Answers.ok(response, json);
        } else {
            Failures.answer(failure, id).end(request);
        }
        meters.answered(response.getStatusCode(), System.nanoTime() - begun);
    }

    private CompletionStage<byte[]> perform(Call call, Function<Call, CompletionStage<byte[]>> deed) {
        return CompletableFuture.completedFuture(call).thenCompose(deed).whenComplete((done, failure) -> {
            if (failure != null && Failures.causeOf(failure) instanceof CallRefusedException it && it.quota() != null) {
                live.refused(call.app(), it.quota());
            }
        });
    }

    private Call admit(HttpServerRequest request, String key, Optional<App> found, byte[] body, Trace trace) {
        App app = found.orElseThrow(() -> noSuchApp(key));
        Query parameters = verified(request, key, app, body);
        if (!app.enabled()) {
            throw CallRefusedException.disabled("app '%s' is disabled".formatted(key));
        }
        return new Call(app, parameters, body, trace, request);
    }

    private Query verified(HttpServerRequest request, String key, App app, byte[] body) {
        Instant now = clock.instant();
        try {
            return new SignedRequest(request.method().name(), request.path(), request.query(), body)
                    .verify(key, now, (text, signature) -> secrets.verify(app, text, signature, now));
        } catch (InvalidSignatureException e) {
            guard.visitor(request).failed();
            throw e;
        }
    }

    private static CallRefusedException noSuchApp(String key) {
        return CallRefusedException.notFound(
                ErrorCode.NO_SUCH_APP,
                "there is no app '%s'; the path is /apps/{app_key}/..., the key is also the id".formatted(Quote.of(key)));
    }
}
