package dev.vask.admin;

import dev.vask.feed.FeedViewer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One response of the live feed, as Server-Sent Events. It is written on the event loop of its connection, and only while the client
 * reads: events wait in the {@link FeedViewer}, which leaves out what exceeds its limit.
 */
final class FeedStream {

    private static final Duration COMMENT_INTERVAL = Duration.ofSeconds(15);
    private static final String COMMENT = ":\n\n";

    private final RoutingContext context;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Context loop;
    private final Consumer<FeedViewer> onClose;
    private @Nullable FeedViewer viewer;
    private long timer = -1;
    private boolean closed;

    /**
     * A stream that has not begun. Call it on the event loop of the connection.
     *
     * @param onClose called once when the stream has ended, with its viewer
     */
    FeedStream(RoutingContext context, Vertx vertx, Consumer<FeedViewer> onClose) {
        this.context = context;
        this.response = context.response();
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.onClose = onClose;
    }

    /** Reports that the viewer has events, or has ended. Called on any thread. */
    void ready() {
        loop.runOnContext(ignored -> write());
    }

    /** Sends the head of the response, and begins to send the events of a viewer. */
    void begin(FeedViewer source) {
        viewer = source;
        context.addEndHandler(ended -> close()); // also when the client disconnects
        response.drainHandler(ignored -> write());
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=UTF-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no") // else nginx would hold events back
                .write(COMMENT);
        timer = vertx.setPeriodic(COMMENT_INTERVAL.toMillis(), ignored -> comment());
        if (response.closed()) {
            close();
        }
        write();
    }

    private void comment() {
        if (!closed && !response.writeQueueFull()) {
            response.write(COMMENT);
        }
    }

    private void write() {
        FeedViewer source = viewer;
        if (source == null || closed) {
            return;
        }
        while (!response.writeQueueFull()) {
            FeedViewer.Item next = source.take();
            if (next == null) {
                break;
            }
            response.write("event: %s\ndata: %s\n\n".formatted(next.type(), next.json()));
        }
        if (source.hasEnded()) {
            close();
            response.end();
        }
    }

    private void close() {
        if (!closed && viewer != null) {
            closed = true;
            vertx.cancelTimer(timer);
            onClose.accept(viewer);
        }
    }
}
