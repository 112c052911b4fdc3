package dev.vask.logs;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.JsonFormatter;

/**
 * Adds two fields to each line of a JSON log, for log collectors: {@code severity}, with the names of Google Cloud Logging, and
 * {@code request_id}, where the line is about an HTTP request.
 */
public final class JsonLogFields extends ExtFormatter.Delegating {

    static final String REQUEST_ID = "request_id";

    private static final String SEVERITY = "severity";
    private static final int FATAL = 1100;

    JsonLogFields(ExtFormatter delegate) {
        super(delegate);
    }

    /** Adds the fields from now on, in every handler that writes JSON. */
    public static void install() {
        for (Handler handler : InitialConfigurator.DELAYED_HANDLER.getHandlers()) {
            install(handler);
        }
    }

    private static void install(Handler handler) {
        if (handler.getFormatter() instanceof JsonFormatter json) {
            handler.setFormatter(new JsonLogFields(json));
        }
        if (handler instanceof ExtHandler parent) { // an asynchronous handler passes the lines on
            for (Handler child : parent.getHandlers()) {
                install(child);
            }
        }
    }

    @Override
    public String format(ExtLogRecord line) {
        String json = super.format(line);
        if (!json.startsWith("{")) {
            return json;
        }
        StringBuilder fields = new StringBuilder("{");
        append(fields, json, SEVERITY, severity(line.getLevel()));
        String request = line.getMdc(REQUEST_ID);
        if (request != null) {
            append(fields, json.replaceFirst("\"mdc\":\\{[^}]*}", ""), REQUEST_ID, request);
        }
        return fields.append(json, 1, json.length()).toString();
    }

    /** Appends a field, unless the formatter has written one of that name, as it does for the format of Google Cloud. */
    private static void append(StringBuilder fields, String json, String name, String value) {
        String quoted = "\"" + name + "\":";
        if (!json.contains(quoted)) { // quotes inside of texts are escaped
            fields.append(quoted).append('"').append(value).append("\",");
        }
    }

    private static String severity(Level level) {
        int value = level.intValue();
        if (value >= FATAL) {
            return "CRITICAL";
        }
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }
}
