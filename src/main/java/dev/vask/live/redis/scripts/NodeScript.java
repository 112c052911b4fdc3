package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;

/**
 * A call of a script that works on the nodes of the cluster.
 *
 * @param <T> the result
 */
public interface NodeScript<T> {

    /** The script. */
    LuaScript script();

    /** The keys that it uses, in the order of the comment at its beginning. */
    List<String> keys(RedisKeys keys);

    /** Writes its arguments. Can be called twice. */
    void write(ScriptArguments arguments);

    /** Reads the result. */
    T read(Response response);
}
