package dev.vask.admin;

import dev.vask.limits.AdminClientAddress;
import dev.vask.logs.LogContext;
import dev.vask.protocol.SafeQuote;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Writes one line per requested change to the log category {@code vask.audit}, whether it succeeds or not. The line has
 * {@code name=value} pairs, which are fields if the log is JSON. It never contains a secret or a token.
 */
final class AuditLog {

    private static final Logger LOG = Logger.getLogger("vask.audit");

    private AuditLog() {}

    /**
     * Writes the line of one change.
     *
     * @param token   the token of the request
     * @param sender  the client of the request
     * @param action  the action, like {@code apps.put}
     * @param app     the key of the app, empty for a change of all apps
     * @param request the id of the request
     * @param status  the HTTP status of the response
     */
    static void write(
            AdminToken token, AdminClientAddress sender, String action, String app, String request, int status) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("token", token.id());
        fields.put("address", sender.address());
        fields.put("action", action);
        if (!app.isEmpty()) {
            fields.put("app", SafeQuote.of(app));
        }
        fields.put("request", request);
        fields.put("status", Integer.toString(status));
        String line = fields.entrySet().stream()
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(" "));
        new LogContext(fields).with("request_id", request).log(() -> LOG.info(line));
    }
}
