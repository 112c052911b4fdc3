package dev.vask.http;

import dev.vask.logs.LogContext;
import dev.vask.protocol.SafeQuote;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Logs refused requests with what they were about: request id, client address, method, path and app. */
final class RequestLog {

    private static final Logger LOG = Logger.getLogger(ErrorResponse.class);
    private static final Pattern OF_APP = Pattern.compile("/apps?/([^/]+).*");

    private RequestLog() {}

    /** Logs the response to a refused request. The query is left out: it contains signatures. */
    static void refused(HttpServerRequest request, Logger.Level level, ErrorResponse error) {
        if (!LOG.isEnabled(level)) {
            return;
        }
        String id = RequestId.of(request);
        String address = address(request);
        String method = SafeQuote.of(request.method().name());
        String path = SafeQuote.of(String.valueOf(request.path()));
        context(id, address, method, path)
                .log(() -> LOG.logf(
                        level,
                        "Request %s from %s: %s %s: %d %s, %s",
                        id,
                        address,
                        method,
                        path,
                        error.code().status(),
                        error.code().code(),
                        error.message()));
    }

    private static LogContext context(String id, String address, String method, String path) {
        LogContext context = LogContext.request(id)
                .with("address", address)
                .with("method", method)
                .with("path", path);
        Matcher app = OF_APP.matcher(path);
        return app.matches() ? context.with("app", app.group(1)) : context;
    }

    /** The limits know the proxies. They depend on this package, and are found when a line is written. */
    private static String address(HttpServerRequest request) {
        ArcContainer container = Arc.container();
        ClientAddresses addresses = container == null
                ? null
                : container.instance(ClientAddresses.class).get();
        return addresses == null ? request.remoteAddress().hostAddress() : addresses.addressOf(request);
    }
}
