package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.vask.live.Counts;
import dev.vask.live.LiveState;
import dev.vask.protocol.ChannelType;
import dev.vask.protocol.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request for all channels (4.3). It is read and sent page by page, each when the client has read the previous
 * one, so that its memory does not depend on the number of channels.
 */
final class ChannelListing {

    /** Channels per page. */
    static final int PAGE_SIZE = 500;

    /** Maximum time that a client may take to read a page; then the connection is closed. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final LiveState live;
    private final ReadLimiter reads;
    private final ApiRequest call;
    private final String prefix;
    private final RequestedInfo info;
    private final Executor loop;
    private final ByteArrayBuilder bytes = new ByteArrayBuilder();
    private final JsonGenerator json;
    private final CompletableFuture<JsonBody> end = new CompletableFuture<>();

    /**
     * Creates the listing the timeout of one request.
     *
     * @param loop runs the writing of each page, so that other work can run in between
     */
    ChannelListing(
            LiveState live, ReadLimiter reads, ApiRequest call, String prefix, RequestedInfo info, Executor loop) {
        this.live = live;
        this.reads = reads;
        this.call = call;
        this.prefix = prefix;
        this.info = info;
        this.loop = loop;
        try {
            json = Json.MAPPER.createGenerator(bytes);
            json.writeStartObject();
            json.writeObjectFieldStart("channels");
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /**
     * Returns the last part of the response, which is the whole response if there is one page. The other parts are sent before. It
     * never completes if the response was cut off.
     */
    CompletionStage<JsonBody> answer() {
        read("");
        return end;
    }

    private void read(String after) {
        live.channels(call.app(), prefix, after, PAGE_SIZE).whenCompleteAsync(this::handlePage, loop);
    }

    private void handlePage(@Nullable SortedMap<String, Long> page, @Nullable Throwable failure) {
        try {
            if (page == null) {
                fail(failure == null ? new IllegalStateException("no page") : failure);
            } else if (page.size() < PAGE_SIZE) {
                write(page);
                json.writeEndObject();
                json.writeEndObject();
                end.complete(new JsonBody(taken()));
            } else if (call.request().method().equals(HttpMethod.HEAD)) {
                call.request().response().setChunked(true); // the length is not known
                end.complete(JsonBody.NOTHING);
            } else {
                write(page);
                send(page.lastKey());
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    /** Fails the request, or cuts the response off if it has begun, which tells the client that it is incomplete. */
    private void fail(Throwable failure) {
        HttpServerResponse response = call.request().response();
        if (!response.headWritten()) {
            end.completeExceptionally(failure);
        } else if (call.request().version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            call.request().connection().close();
        }
    }

    private void write(SortedMap<String, Long> page) throws IOException {
        for (Map.Entry<String, Long> channel : page.entrySet()) {
            json.writeObjectFieldStart(channel.getKey());
            info.write(json, ChannelType.PRESENCE, new Counts(0, channel.getValue()));
            json.writeEndObject();
        }
    }

    private byte[] taken() throws IOException {
        json.flush();
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }

    private void send(String last) throws IOException {
        HttpServerResponse response = call.request().response();
        if (!response.headWritten()) {
            JsonBody.begin(response);
        }
        response.write(Buffer.buffer(taken()))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(MAX_WAIT.toSeconds(), TimeUnit.SECONDS)
                .whenCompleteAsync((sent, failure) -> sent(last, failure), loop);
    }

    private void sent(String last, @Nullable Throwable failure) {
        if (failure != null) {
            fail(failure);
            return;
        }
        Duration wait = reads.take(call.app());
        if (wait.isPositive()) {
            CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, loop)
                    .execute(() -> sent(last, null));
        } else {
            read(last);
        }
    }
}
