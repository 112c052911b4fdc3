package dev.vask.http;

import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads request bodies into memory on the event loop, within three limits: the length of a body (4.0.11), the budget of the
 * process, and the request timeout. Use it for authenticated requests, and {@link BodyLimits} for all others.
 */
@Singleton
public final class BodyReader {

    private static final byte[] NONE = new byte[0];

    /** A body of at most this length that has arrived when its head is handled does not count against the budget. */
    private static final int MAX_UNCOUNTED_BYTES = 65_536;

    private static final ErrorResponse OVER_BUDGET = new ErrorResponse(
            ApiErrorCode.OVER_CAPACITY,
            "The node is reading too many request bodies. Try again later.",
            Duration.ofSeconds(1));

    private final BodyLimits bodyLimits;
    private final BodyBudget budget;
    private final Meters meters;
    private final Vertx vertx;
    private final Duration timeout;

    BodyReader(
            BodyLimits bodyLimits,
            BodyBudget budget,
            Meters meters,
            Vertx vertx,
            @ConfigProperty(name = "vask.edge.request-timeout") Duration timeout) {
        this.bodyLimits = bodyLimits;
        this.budget = budget;
        this.meters = meters;
        this.vertx = vertx;
        this.timeout = timeout;
    }

    /**
     * Reads the complete body. Fails with {@link BodyRejectedException} as soon as its declared or received length is too long
     * (413).
     */
    public CompletionStage<RequestBody> read(HttpServerRequest request) {
        return read(request, BodyLimits.MAX_BODY_BYTES, this::tooLong);
    }

    /**
     * Like {@link #read}, for requests that must not have a body.
     *
     * @param otherwise the failure if the request has a body
     */
    public CompletionStage<RequestBody> readNone(
            HttpServerRequest request, Supplier<? extends RuntimeException> otherwise) {
        return read(request, 0, otherwise);
    }

    private BodyRejectedException tooLong() {
        meters.rejected(Bound.BODY_BYTES);
        return new BodyRejectedException(BodyLimits.BODY_TOO_LARGE);
    }

    /** Fails with 413 if the declared length of the body is too long. */
    public void checkDeclaredLength(HttpServerRequest request) {
        if (declaredLength(request) > BodyLimits.MAX_BODY_BYTES) {
            throw tooLong();
        }
    }

    private CompletionStage<RequestBody> read(
            HttpServerRequest request, int limit, Supplier<? extends RuntimeException> over) {
        if (request.isEnded()) {
            return CompletableFuture.completedFuture(new RequestBody(budget, NONE, 0));
        }
        long declared = declaredLength(request);
        if (declared > limit) {
            return CompletableFuture.failedFuture(over.get());
        }
        PendingBody pending = new PendingBody(request, limit, (int) declared, over);
        request.handler(pending::add);
        request.endHandler(end -> pending.end());
        request.exceptionHandler(pending::abort);
        bodyLimits.sendContinue(request);
        request.resume();
        vertx.runOnContext(later -> pending.startTimer()); // most bodies have arrived by then and need no timer
        return pending.whole;
    }

    /** The value of {@code Content-Length}, -1 if it is absent. Netty has rejected values that are not numbers. */
    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
    }

    /** A body that is being received. Confined to the event loop of its connection. */
    private final class PendingBody {

        final CompletableFuture<RequestBody> whole = new CompletableFuture<>();

        private final HttpServerRequest request;
        private final int limit;
        private final int declared;
        private final Supplier<? extends RuntimeException> over;
        private byte[] bytes = NONE;
        private int length;
        private boolean counts;
        private long reserved;

        PendingBody(HttpServerRequest request, int limit, int declared, Supplier<? extends RuntimeException> over) {
            this.request = request;
            this.limit = limit;
            this.declared = declared;
            this.over = over;
        }

        void add(Buffer chunk) {
            if (whole.isDone()) {
                return;
            }
            int total = length + chunk.length();
            if (total > limit) {
                fail(over.get());
            } else if (total <= bytes.length || grow(total)) {
                chunk.getBytes(bytes, length);
                length = total;
            }
        }

        private boolean grow(int total) {
            int capacity = Math.max(total, Math.min(2 * bytes.length, declared < 0 ? limit : declared));
            counts |= capacity > MAX_UNCOUNTED_BYTES;
            if (!reserve(capacity)) {
                return false;
            }
            bytes = Arrays.copyOf(bytes, capacity);
            return true;
        }

        private boolean reserve(int capacity) {
            if (counts && !budget.reserve(capacity - reserved)) {
                fail(new BodyRejectedException(OVER_BUDGET));
                return false;
            }
            reserved = counts ? capacity : 0;
            return true;
        }

        void startTimer() {
            if (whole.isDone()) {
                return;
            }
            counts = true;
            if (reserve(bytes.length)) {
                long timer = vertx.setTimer(timeout.toMillis(), late -> timedOut());
                whole.whenComplete((body, failure) -> vertx.cancelTimer(timer));
            }
        }

        private void timedOut() {
            if (!request.response().closed()) {
                meters.rejected(Bound.REQUEST_TIME);
                request.connection().close();
            }
            abort(new IllegalStateException("it took longer than " + timeout));
        }

        void end() {
            if (!whole.isDone()) {
                byte[] exact = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
                whole.complete(new RequestBody(budget, exact, reserved));
            }
        }

        void abort(Throwable broken) {
            if (!whole.isDone()) {
                fail(new BodyRejectedException(new ErrorResponse(
                        ApiErrorCode.INVALID_REQUEST, "The request body is incomplete: " + broken.getMessage() + ".")));
            }
        }

        private void fail(RuntimeException failure) {
            budget.release(reserved);
            reserved = 0;
            bytes = NONE;
            whole.completeExceptionally(failure);
        }
    }
}
