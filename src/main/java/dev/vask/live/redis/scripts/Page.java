package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.function.Function;

/**
 * A part of a collection that is read with a cursor. An item can be in several parts.
 *
 * @param next  the cursor of the next part, {@link #START} after the last one
 * @param items the items of this part
 */
public record Page<T>(String next, T items) {

    /** The cursor of the first part. */
    public static final String START = "0";

    /** Whether this is the last part. */
    public boolean isLast() {
        return next.equals(START);
    }

    /** A cursor and a list of items. */
    public static <T> Page<T> of(Response response, Function<Response, T> items) {
        return new Page<>(response.get(0).toString(), items.apply(response.get(1)));
    }
}
