package dev.vask.live.redis.connection;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs a script by its hash, or by its source if Redis does not have it. */
final class ScriptCall {

    private ScriptCall() {}

    /**
     * Runs a script.
     *
     * @param connection sends a command
     * @param arguments  adds the number of keys, the keys and the arguments to a request; can be called twice
     */
    static Future<Response> run(
            Function<Request, Future<Response>> connection, Script script, Consumer<Request> arguments) {
        return connection
                .apply(request(Command.EVALSHA, script.sha(), arguments))
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")
                        ? connection.apply(request(Command.EVAL, script.text(), arguments))
                        : Future.failedFuture(failure));
    }

    private static Request request(Command command, String script, Consumer<Request> arguments) {
        Request request = Request.cmd(command).arg(script);
        arguments.accept(request);
        return request;
    }
}
