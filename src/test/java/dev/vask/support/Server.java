package dev.vask.support;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** A running Vask that tests share: one process or several, whoever asks for URLs need not know. Stops with the tests. */
public interface Server {

    /** The name of a setting that is the test's own: the maximum heap of the process, for example {@code 128m}. */
    String HEAP = "heap";

    /** The lock of tests that flood a server: one of them at a time, so that they leave others the time to be answered. */
    String FLOOD = "flood";

    /** The server with default settings. */
    static Server standard() {
        return with(Map.of());
    }

    /** The server with these settings besides the default ones, for example {@code vask.edge.pong-timeout} to {@code 1s}. */
    static Server with(Map<String, String> settings) {
        return Servers.with(settings);
    }

    /** The server with a heap that is soon full, and these settings besides the default ones. */
    static Server small(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(HEAP, "128m");
        return with(all);
    }

    /** Where backends send their requests, {@code http://127.0.0.1:port}; ask again for each request. */
    URI api();

    /** Where operators send their requests: the management port of the process of {@link #api}. */
    URI management();

    /** Where clients connect, {@code ws://127.0.0.1:port}; ask again for each connection. */
    URI edge();

    /** Whether what one connection caused, and is done, has reached all others already. */
    default boolean isOneProcess() {
        return true;
    }

    /** Whether it answers backends and operators. */
    default boolean servesBackends() {
        return true;
    }

    /** Waits until all that was changed through the admin API is live everywhere, where {@link #admin} does not do so. */
    default void awaitChanges() {}

    /** Admin token (vask.admin.token). */
    default String adminToken() {
        return Servers.ADMIN_TOKEN;
    }

    /** All that its processes printed up to now. */
    String log();

    /** A new app with the defaults of the admin API. */
    default TestApp app() {
        return app(Map.of());
    }

    /** A new app with these fields of the admin API, for example {@code client_events} to {@code true}. */
    default TestApp app(Map<String, ?> fields) {
        return TestApp.create(this, fields);
    }

    /** A WebSocket at any path of the edge, accepted or not, for example {@code /app/key?protocol=7}. */
    default PusherClient open(String pathAndQuery) {
        return PusherClient.open(edge().resolve(pathAndQuery), new Signer("no-such-key", "no-such-secret"), null);
    }

    /** A request of the operator, who has the admin token. */
    default Response admin(String method, String path, byte[] body) {
        return request(
                method,
                path,
                body,
                "Authorization",
                "Bearer " + Servers.ADMIN_TOKEN,
                "Content-Type",
                "application/json");
    }

    /** A request as it stands, signed only if the caller did so, on the port that serves its path. */
    default Response request(String method, String pathAndQuery, byte[] body, String... headers) {
        URI managed = management().resolve(pathAndQuery);
        URI uri = isForOperators(managed.getPath()) ? managed : api().resolve(pathAndQuery);
        return Http.request(method, uri, body, headers);
    }

    /** Whether only the management port serves a path in every mode. */
    private static boolean isForOperators(String path) {
        return path.startsWith("/admin") || path.startsWith("/q/metrics") || path.startsWith("/q/openapi");
    }

    /** A plain request to where clients connect. */
    default Response requestToEdge(String method, String path) {
        URI edge = edge();
        return Http.request(
                method, URI.create("http://%s:%d%s".formatted(edge.getHost(), edge.getPort(), path)), new byte[0]);
    }
}
