package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Request;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Writes the arguments of a script to a request. */
public final class ScriptArguments {

    private static final String YES = "1";
    private static final String NO = "0";
    private static final String UNLIMITED = "-1";

    private final Request request;

    ScriptArguments(Request request) {
        this.request = request;
    }

    ScriptArguments text(String value) {
        request.arg(value);
        return this;
    }

    ScriptArguments number(long value) {
        request.arg(Long.toString(value));
        return this;
    }

    /** Several numbers in one argument, each a double in network byte order, which Lua reads faster than texts. */
    ScriptArguments numbers(long... values) {
        ByteBuffer packed = ByteBuffer.allocate(values.length * Double.BYTES);
        for (long value : values) {
            packed.putDouble((double) value);
        }
        request.arg(packed.array());
        return this;
    }

    ScriptArguments flag(boolean value) {
        request.arg(value ? YES : NO);
        return this;
    }

    /** A quota; null for unlimited. */
    ScriptArguments limit(@Nullable Integer quota) {
        request.arg(quota == null ? UNLIMITED : quota.toString());
        return this;
    }

    /** Several arguments without their number. */
    ScriptArguments each(Collection<String> values) {
        values.forEach(request::arg);
        return this;
    }

    /** The number of values, and each of them. */
    ScriptArguments list(Collection<String> values) {
        return number(values.size()).each(values);
    }
}
