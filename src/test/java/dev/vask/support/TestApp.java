package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** An app for one test, created through the admin API. */
public final class TestApp {

    private final Server server;
    private final Server apiServer;
    private final Signer signer;
    private final Map<String, Object> fields;

    private TestApp(Server server, Server apiServer, Signer signer, Map<String, Object> fields) {
        this.server = server;
        this.apiServer = apiServer;
        this.signer = signer;
        this.fields = fields;
    }

    static TestApp create(Server server, Map<String, ?> fields) {
        Signer signer = new Signer("test-" + random(), "secret-" + random());
        TestApp app = new TestApp(server, server, signer, new HashMap<>(fields));
        app.put(201);
        return app;
    }

    public String key() {
        return signer.key();
    }

    public String secret() {
        return signer.secret();
    }

    /** Signs with this app's key and secret. */
    public Signer signer() {
        return signer;
    }

    public Server server() {
        return server;
    }

    /** The same app on another server of the same cluster. */
    public TestApp on(Server other) {
        return new TestApp(other, other.servesBackends() ? other : apiServer, signer, fields);
    }

    /** Replaces these fields of the admin API and waits until the change is effective on all nodes. Other fields stay. */
    public TestApp change(Map<String, ?> changes) {
        fields.putAll(changes);
        put(200);
        server.awaitChanges();
        return this;
    }

    /** Disables the app and does not wait until that is effective. */
    void disable() {
        fields.put("enabled", false);
        put(200);
    }

    /** Whether the app is enabled on this server now. */
    boolean isEnabledNow() {
        return switch (backend().get("/channels").status()) {
            case 200 -> true;
            case 403 -> false;
            default -> acceptsConnections();
        };
    }

    /** Deletes the app. */
    public void delete() {
        int status = admin("DELETE", new byte[0]).status();
        if (status / 100 != 2) {
            throw new AssertionError("the app was not deleted: status " + status);
        }
        server.awaitChanges();
    }

    /** Creates the app again after it was deleted. */
    public void create() {
        put(201);
        server.awaitChanges();
    }

    public Backend backend() {
        return new Backend(server, signer);
    }

    private boolean acceptsConnections() {
        PusherClient client = connect("protocol=7");
        boolean accepted = client.isAcceptedOrClosedWith(4003);
        if (accepted) {
            client.close();
        }
        return accepted;
    }

    /** Opens a connection and receives {@code pusher:connection_established}. */
    public PusherClient connect() {
        return connect("protocol=7&client=test&version=1.0").established();
    }

    /** Opens a connection with this query and receives nothing: {@code established()} or a close is next. */
    public PusherClient connect(String query) {
        return PusherClient.open(
                server.edge().resolve("/app/" + key() + (query.isEmpty() ? "" : "?" + query)),
                signer,
                server.isOneProcess() ? null : new Backend(apiServer, signer));
    }

    private void put(int expected) {
        Map<String, Object> body = new HashMap<>(fields);
        body.putIfAbsent("secret", secret());
        byte[] json = Json.of(body).getBytes(UTF_8);
        Response response = admin("PUT", json);
        if (response.status() == 503) {
            retry(json);
        } else {
            response.expect(expected);
        }
    }

    /** Retries a request that was answered with 503, because a busy database may time out. */
    private void retry(byte[] json) {
        await("the database responds").atMost(Http.TIMEOUT.multipliedBy(2)).until(() -> {
            int status = admin("PUT", json).status();
            return status == 200 || status == 201;
        });
    }

    private Response admin(String method, byte[] body) {
        return server.admin(method, "/admin/v1/apps/" + key(), body);
    }

    private static String random() {
        return UUID.randomUUID().toString().substring(24);
    }
}
