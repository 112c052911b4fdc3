package dev.vask.functions;

import dev.vask.apps.SecretLastUsed;
import dev.vask.live.LiveState;
import dev.vask.traces.Traces;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Stores what nodes store with their timers, at the end of a request: the process may be frozen as soon as it has responded. */
public final class RequestFlush {

    private final boolean enabled;
    private final LiveState live;
    private final SecretLastUsed secrets;
    private final Traces traces;
    private final Duration timeout;

    /**
     * A flush.
     *
     * @param enabled whether anything has to be stored at the end of requests
     * @param timeout after which a response waits no longer; the work continues with the next request
     */
    public RequestFlush(boolean enabled, LiveState live, SecretLastUsed secrets, Traces traces, Duration timeout) {
        this.enabled = enabled;
        this.live = live;
        this.secrets = secrets;
        this.traces = traces;
        this.timeout = timeout;
    }

    /** Whether to call {@link #run} at the end of each request. */
    public boolean isEnabled() {
        return enabled;
    }

    /** Stores everything. Completes within the timeout, and never fails. */
    public CompletionStage<?> run() {
        return CompletableFuture.allOf(Stream.of(live.flush(), secrets.flushUses(), traces.flush())
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(notStored -> null);
    }
}
