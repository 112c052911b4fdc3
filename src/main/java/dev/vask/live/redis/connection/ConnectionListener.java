package dev.vask.live.redis.connection;

import io.vertx.core.Future;

/** Follows the state of {@link RedisConnections}. Called on one event loop. */
public interface ConnectionListener {

    /** A connection is about to be opened; returns its topics. */
    Topics connecting();

    /** A connection is open. It is ready for calls when the result succeeds, and replaced by a new one when it fails. */
    Future<Void> connected(RedisServer server);

    /** Calls are possible from now on. */
    void ready();

    /** The connection is lost; calls fail until the next {@link #ready}. */
    void disconnected();
}
