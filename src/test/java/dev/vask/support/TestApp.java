package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** An app of one test, made through the admin API. */
public final class TestApp {

    private final Server server;
    private final Signer signer;
    private final Map<String, Object> fields;

    private TestApp(Server server, Signer signer, Map<String, Object> fields) {
        this.server = server;
        this.signer = signer;
        this.fields = fields;
    }

    static TestApp create(Server server, Map<String, ?> fields) {
        Signer signer = new Signer("test-" + random(), "secret-" + random());
        TestApp app = new TestApp(server, signer, new HashMap<>(fields));
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

    /** Replaces these fields of the admin API; the others stay. */
    public TestApp change(Map<String, ?> changes) {
        fields.putAll(changes);
        put(200);
        return this;
    }

    /** Deletes the app. */
    public void delete() {
        int status = admin("DELETE", new byte[0]).status();
        if (status / 100 != 2) {
            throw new AssertionError("the app was not deleted: status " + status);
        }
    }

    public Backend backend() {
        return new Backend(server, signer);
    }

    /** A new connection, established. */
    public PusherClient connect() {
        return connect("protocol=7&client=test&version=1.0").established();
    }

    /** A new connection with this query, which has heard nothing yet: expect {@code established()} or a close. */
    public PusherClient connect(String query) {
        return PusherClient.open(server.edge().resolve("/app/" + key() + (query.isEmpty() ? "" : "?" + query)), signer);
    }

    private void put(int expected) {
        Map<String, Object> body = new HashMap<>(fields);
        body.putIfAbsent("secret", secret());
        admin("PUT", Json.of(body).getBytes(UTF_8)).expect(expected);
    }

    private Response admin(String method, byte[] body) {
        return server.admin(method, "/admin/v1/apps/" + key(), body);
    }

    private static String random() {
        return UUID.randomUUID().toString().substring(24);
    }
}
