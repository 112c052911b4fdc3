package dev.vask.logs;

import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * The context of a log line: what it is about. In a JSON log ({@code vask.log.json}) it becomes fields ({@code mdc}) of the line.
 * Create it only where a line is written.
 */
public record LogContext(Map<String, String> fields) {

    /** An app, by key. */
    public static LogContext app(String key) {
        return new LogContext(Map.of("app", key));
    }

    /** A request, by its id. In a JSON log, {@code request_id} is also a field of the line itself. */
    public static LogContext request(String id) {
        return new LogContext(Map.of(JsonLogFields.REQUEST_ID, id));
    }

    /** A client, by IP address. */
    public static LogContext address(String address) {
        return new LogContext(Map.of("address", address));
    }

    /** Adds a connection, by socket id. */
    public LogContext socket(Object id) {
        return with("socket", id.toString());
    }

    /** Adds a channel, if there is one. */
    public LogContext channel(@Nullable String name) {
        return name == null ? this : with("channel", name);
    }

    /** Adds a field. */
    public LogContext with(String name, String value) {
        Map<String, String> more = new HashMap<>(fields);
        more.put(name, value);
        return new LogContext(more);
    }

    /** Writes a line with this context. */
    public void log(Runnable line) {
        fields.forEach(MDC::put);
        try {
            line.run();
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }
}
