package dev.vask.logs;

import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * What a line of the log is about: where the log is JSON ({@code vask.log.json}), fields of that line ({@code mdc}) beside its message. To be
 * made where a line is written, and nowhere else.
 */
public record About(Map<String, String> fields) {

    /** An app, by its key. */
    public static About app(String key) {
        return new About(Map.of("app", key));
    }

    /** A client, by its IP address. */
    public static About address(String address) {
        return new About(Map.of("address", address));
    }

    /** And one of its connections, by its socket id. */
    public About socket(Object id) {
        return with("socket", id.toString());
    }

    /** And a channel, if there is one. */
    public About channel(@Nullable String name) {
        return name == null ? this : with("channel", name);
    }

    private About with(String name, String value) {
        Map<String, String> more = new HashMap<>(fields);
        more.put(name, value);
        return new About(more);
    }

    /** Has a line written that is about this. */
    public void log(Runnable line) {
        fields.forEach(MDC::put);
        try {
            line.run();
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }
}
