package dev.vask.http;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Adds handlers to the pipeline of each HTTP/1 connection, on all ports, before its first request is read. Implementations are beans
 * that must not be removed.
 */
public interface HttpPipelineExtension {

    /** The name of the handler that checks heads. A connection that becomes a WebSocket needs it no longer. */
    String HEAD_CHECK = "vask-head-check";

    /**
     * Extends one pipeline. Runs on the event loop of the connection.
     *
     * @param vertx   the context of Vert.x's handler
     * @param contexts creates a Vert.x context of the connection, like each request has one; it runs a task at once
     */
    void extend(ChannelHandlerContext vertx, HttpConnection connection, Supplier<Executor> contexts);
}
