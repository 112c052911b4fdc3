package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;

/**
 * Releases a part of the entries of an expired node in one app.
 *
 * @param counted whether subscribers get counts
 * @param node    the expired node
 * @param limit   the maximum number of channels, users and members
 * @param from    where the last part ended
 */
public record ReleaseNodeScript(boolean counted, String node, int limit, Position from)
        implements AppScript<ReleaseNodeScript.Result> {

    /** The channel among whose members a part ended, or empty, and their cursor. */
    public record Position(String channel, String cursor) {

        /** Where the first part starts. */
        public static final Position START = new Position("", Page.START);
    }

    /**
     * The result.
     *
     * @param countDue whether a subscription count is due later
     * @param hasMore  whether the node has more entries
     * @param end      where this part ended
     */
    public record Result(boolean countDue, boolean hasMore, Position end) {}

    @Override
    public LuaScript script() {
        return LuaScript.RELEASE_NODE;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.flag(counted).text(node).number(limit).text(from.channel()).text(from.cursor());
    }

    @Override
    public int changesAt() {
        return 4;
    }

    @Override
    public Result read(Response response) {
        return new Result(
                Responses.isOne(response.get(0)),
                response.get(1).toInteger() > 0,
                new Position(response.get(2).toString(), response.get(3).toString()));
    }
}
