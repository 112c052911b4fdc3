package dev.vask.live.redis.connection;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;

/** Sends commands to Redis, over one connection that runs them in order. Thread-safe. */
public interface RedisCommands {

    /** Whether a command can be expected to succeed. */
    boolean isReady();

    /** Runs a script. Scripts of one thread run in their order. Fails at once if the connection cannot be used. */
    Future<Response> call(Script script, Consumer<Request> arguments);

    /**
     * Runs a script as {@link #call}, but also before the connection is ready.
     *
     * @param arguments adds the number of keys, the keys and the arguments to a request; can be called twice
     */
    Future<Response> run(Script script, Consumer<Request> arguments);

    /** Sends a command, also before the connection is ready. */
    Future<Response> send(Request request);

    /** Replaces the connection, as if it had failed. */
    void reconnect(String reason);
}
