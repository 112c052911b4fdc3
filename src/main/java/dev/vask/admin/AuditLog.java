package dev.vask.admin;

import dev.vask.guard.Operator;
import dev.vask.logs.About;
import dev.vask.protocol.Quote;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Writes one line for each change that is asked for through the admin API, done or not, to the log category {@code vask.audit}:
 * {@code name=value} pairs, which are fields of the line where the log is JSON. It never holds a secret or a token.
 */
final class AuditLog {

    private static final Logger LOG = Logger.getLogger("vask.audit");

    private AuditLog() {}

    /**
     * Writes the line of one change.
     *
     * @param token   who asked for it
     * @param sender  from where
     * @param action  what was asked for, like {@code apps.put}
     * @param app     the key of the app, empty for a change of all apps
     * @param request the id of the request
     * @param status  the HTTP status of the answer
     */
    static void write(AdminToken token, Operator sender, String action, String app, String request, int status) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("token", token.id());
        fields.put("address", sender.address());
        fields.put("action", action);
        if (!app.isEmpty()) {
            fields.put("app", Quote.of(app));
        }
        fields.put("request", request);
        fields.put("status", Integer.toString(status));
        String line = fields.entrySet().stream()
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(" "));
        new About(fields).log(() -> LOG.info(line));
    }
}
