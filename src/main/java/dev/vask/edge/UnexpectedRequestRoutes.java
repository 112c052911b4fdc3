package dev.vask.edge;

import static dev.vask.http.ApiErrorCode.UPGRADE_REQUIRED;

import dev.vask.http.ErrorResponse;
import dev.vask.http.RouteOrder;
import dev.vask.protocol.ErrorCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/** Handles WebSockets on unknown paths (4005), invalid handshakes (1.10), and plain HTTP requests on the WebSocket path (1.8). */
@Singleton
class UnexpectedRequestRoutes {

    private static final Pattern WEBSOCKET_PATH = Pattern.compile("/app/[^/]+");

    private static final ErrorResponse UPGRADE = new ErrorResponse(
            UPGRADE_REQUIRED,
            "This is a WebSocket endpoint. Connect with a Pusher client, or send the header 'Upgrade: websocket'.");

    private final Upgrades upgrades;
    private final ConnectionAdmission admission;

    UnexpectedRequestRoutes(Upgrades upgrades, ConnectionAdmission admission) {
        this.upgrades = upgrades;
        this.admission = admission;
    }

    void install(@Observes Router router) {
        router.route().order(RouteOrder.WEBSOCKET_HANDSHAKE.number()).handler(this::check);
        router.route("/app/:key")
                .order(RouteOrder.UPGRADE_REQUIRED.number())
                .handler(UnexpectedRequestRoutes::askForUpgrade);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!UpgradeRequest.isOne(request)) {
            context.next();
            return;
        }
        ErrorResponse error = UpgradeRequest.error(request);
        if (error != null) {
            if (error.code() == UPGRADE_REQUIRED) {
                request.response().putHeader(UpgradeRequest.VERSION, UpgradeRequest.SUPPORTED_VERSION);
            }
            error.end(request);
            return;
        }
        UpgradeRequest.selectSubprotocol(request.headers());
        if (WEBSOCKET_PATH.matcher(request.path()).matches()) {
            context.next();
        } else {
            rejectUnknownPath(context);
        }
    }

    private void rejectUnknownPath(RoutingContext context) {
        upgrades.upgrade(
                context,
                (connection, loop) -> admission.reject(
                        connection, ErrorCode.PATH_NOT_FOUND, "WebSockets are served only at /app/{app_key}."));
    }

    private static void askForUpgrade(RoutingContext context) {
        context.response().putHeader(HttpHeaders.UPGRADE, "websocket");
        UPGRADE.end(context.request());
    }
}
