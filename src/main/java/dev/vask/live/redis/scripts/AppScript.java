package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;

/**
 * A call of a script that works on the state of one app.
 *
 * @param <T> the result
 */
public interface AppScript<T> {

    /** The script. */
    LuaScript script();

    /** Writes the script's own arguments, in the order of the comment at its beginning. Can be called twice. */
    void write(ScriptArguments arguments);

    /** Reads the result. */
    T read(Response response);

    /** The position in the response of the changes of channels, if it is asked for them; negative if it makes none. */
    default int changesAt() {
        return -1;
    }
}
