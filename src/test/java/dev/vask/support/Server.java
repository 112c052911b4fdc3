package dev.vask.support;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** A running Vask server that tests share: one process or a cluster. It is stopped at the end of the tests. */
public interface Server {

    /** A setting for tests: the maximum heap size of the process, for example {@code 128m}. */
    String HEAP = "heap";

    /** The resource lock of tests that send a lot of traffic. They run one at a time. */
    String FLOOD = "flood";

    /** The server with default settings. */
    static Server standard() {
        return with(Map.of());
    }

    /** The server with these settings in addition to the defaults, for example {@code vask.edge.pong-timeout} to {@code 1s}. */
    static Server with(Map<String, String> settings) {
        return SharedServers.with(settings);
    }

    /** The server with a small heap and these settings in addition to the defaults. */
    static Server small(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(HEAP, "128m");
        return with(all);
    }

    /** The base URL of the HTTP API, {@code http://127.0.0.1:port}. Call it for each request. */
    URI api();

    /** The base URL of the management port of the process of {@link #api}. */
    URI management();

    /** The base URL of WebSockets, {@code ws://127.0.0.1:port}. Call it for each connection. */
    URI edge();

    /** Whether it is one process: processed commands have then taken effect for all connections. */
    default boolean isOneProcess() {
        return true;
    }

    /** Whether it serves the HTTP API and the admin API. */
    default boolean servesBackends() {
        return true;
    }

    /** Waits until all changes through the admin API are effective on all nodes, if {@link #admin} does not. */
    default void awaitChanges() {}

    /** The admin token ({@code vask.admin.token}). */
    default String adminToken() {
        return SharedServers.ADMIN_TOKEN;
    }

    /** The log output of its processes. */
    String log();

    /** Creates an app with the defaults of the admin API. */
    default TestApp app() {
        return app(Map.of());
    }

    /** Creates an app with these fields of the admin API, for example {@code client_events} to {@code true}. */
    default TestApp app(Map<String, ?> fields) {
        return TestApp.create(this, fields);
    }

    /** Opens a WebSocket at any path, which the server may reject, for example {@code /app/key?protocol=7}. */
    default PusherClient open(String pathAndQuery) {
        return PusherClient.open(edge().resolve(pathAndQuery), new Signer("no-such-key", "no-such-secret"), null);
    }

    /** Sends a request with the admin token. */
    default Response admin(String method, String path, byte[] body) {
        return request(
                method,
                path,
                body,
                "Authorization",
                "Bearer " + SharedServers.ADMIN_TOKEN,
                "Content-Type",
                "application/json");
    }

    /** Sends a request unchanged, to the port that serves its path. */
    default Response request(String method, String pathAndQuery, byte[] body, String... headers) {
        URI managementUri = management().resolve(pathAndQuery);
        URI uri = isOnManagementPort(managementUri.getPath()) ? managementUri : api().resolve(pathAndQuery);
        return Http.request(method, uri, body, headers);
    }

    /** Whether the management port serves a path. */
    private static boolean isOnManagementPort(String path) {
        return path.startsWith("/admin") || path.startsWith("/q/metrics") || path.startsWith("/q/openapi");
    }

    /** Sends an HTTP request to the port of the WebSockets. */
    default Response requestToEdge(String method, String path) {
        URI edge = edge();
        return Http.request(
                method, URI.create("http://%s:%d%s".formatted(edge.getHost(), edge.getPort(), path)), new byte[0]);
    }
}
