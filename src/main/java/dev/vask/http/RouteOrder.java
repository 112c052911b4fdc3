package dev.vask.http;

/**
 * The order of the handlers of the public port, and of the management port where a constant says so. Each constant names one
 * handler. Handlers that Quarkus adds are listed if their order matters.
 */
public enum RouteOrder {
    /** {@code limits.ConnectionFilter}: starts the request's deadlines; 503 above the limit of connections. */
    CONNECTION_LIMIT(-1_000_000),
    /** {@code http.InFlightRequests}: counts requests, so that a shutdown waits for them. */
    IN_FLIGHT(-300_000),
    /** {@code wiring.RoleFilter}: 404 for paths that the role of this node does not serve. */
    ROLE(-200_000),
    /** {@code http.BodyDiscarder}: 400 for a WebSocket handshake with a body. */
    HANDSHAKE_BODY(-160_000),
    /** {@code edge.UnexpectedRequestRoutes}: rejects invalid handshakes (1.10), and WebSockets on unknown paths (4005). */
    WEBSOCKET_HANDSHAKE(-100_000),
    /** {@code edge.UpgradeRoute}: leaves valid handshakes to WebSockets Next, or upgrades them itself. */
    WEBSOCKET_UPGRADE(-90_000),
    /** {@code wiring.AdminPortFilter}: 404 for the admin API and the console on the public port, unless they are served there. */
    ADMIN_PORT(-2_000),
    /** {@code admin.AdminTokenFilter}: verifies the admin token, then reads the body. */
    ADMIN_TOKEN(-1_000),
    /** {@code http.BodyDiscarder}: discards bodies, except those of the HTTP API, which its signature filter reads. */
    BODY_DISCARD(-999),
    /** {@code ops.ManagementRoutes}, on the management port only: passes the admin API and the console to the public port. */
    MANAGEMENT_ADMIN(-100),
    /** Routes of a fixed path, such as {@code ops.RootPage} and {@code console.ConsoleRoutes}, and those of Quarkus: health, metrics and the WebSocket endpoint. */
    PAGES(0),
    /** {@code functions.TickRoutes}: the ticks of schedulers. */
    TICKS(10),
    /** {@code edge.UnexpectedRequestRoutes}: 426 for a request to the WebSocket path that is no handshake (1.8). */
    UPGRADE_REQUIRED(15_000),
    /** {@code ops.NotFoundRoute}: 404 for every path that is not one of a resource. */
    NOT_FOUND(19_000),
    /** Quarkus REST: the resources of {@code api} and {@code admin}, with their filters. Set by Quarkus. */
    RESOURCES(20_500),
    /** {@code ops.ManagementRoutes}, on the management port only: 404 for every other path. */
    MANAGEMENT_NOT_FOUND(100_000),
    /** {@code ops.FallbackErrorHandler}: responds when a handler failed, before the failure handler of Quarkus. */
    FAILURE(Integer.MAX_VALUE - 1);

    private final int number;

    RouteOrder(int number) {
        this.number = number;
    }

    /** The number for {@code Route.order}; lower numbers run first. */
    public int number() {
        return number;
    }
}
