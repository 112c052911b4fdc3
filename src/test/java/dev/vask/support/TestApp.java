package dev.vask.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** An app of one test, made through the admin API. */
public final class TestApp {

    private final Server server;
    private final Server forBackends;
    private final Signer signer;
    private final Map<String, Object> fields;

    private TestApp(Server server, Server forBackends, Signer signer, Map<String, Object> fields) {
        this.server = server;
        this.forBackends = forBackends;
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

    /** The same app, as another server of the same cluster knows it. */
    public TestApp on(Server other) {
        return new TestApp(other, other.servesBackends() ? other : forBackends, signer, fields);
    }

    /** Replaces these fields of the admin API, on all instances when this returns; the others stay. */
    public TestApp change(Map<String, ?> changes) {
        fields.putAll(changes);
        put(200);
        server.awaitChanges();
        return this;
    }

    /** Disables it, without waiting until that is live. */
    void disable() {
        fields.put("enabled", false);
        put(200);
    }

    /** Whether this server knows it to be enabled now. */
    boolean look() {
        return switch (backend().get("/channels").status()) {
            case 200 -> true;
            case 403 -> false;
            default -> letsIn();
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

    /** Makes it anew after it was deleted. */
    public void create() {
        put(201);
        server.awaitChanges();
    }

    public Backend backend() {
        return new Backend(server, signer);
    }

    private boolean letsIn() {
        PusherClient client = connect("protocol=7");
        boolean in = client.isAcceptedOrClosedWith(4003);
        if (in) {
            client.close();
        }
        return in;
    }

    /** A new connection, established. */
    public PusherClient connect() {
        return connect("protocol=7&client=test&version=1.0").established();
    }

    /** A new connection with this query, which has heard nothing yet: expect {@code established()} or a close. */
    public PusherClient connect(String query) {
        return PusherClient.open(
                server.edge().resolve("/app/" + key() + (query.isEmpty() ? "" : "?" + query)),
                signer,
                server.isOneProcess() ? null : new Backend(forBackends, signer));
    }

    private void put(int expected) {
        Map<String, Object> body = new HashMap<>(fields);
        body.putIfAbsent("secret", secret());
        byte[] json = Json.of(body).getBytes(UTF_8);
        Response answer = admin("PUT", json);
        if (answer.status() == 503) {
            afterAll(json);
        } else {
            answer.expect(expected);
        }
    }

    /** A database may be slow to wake, on a machine that does much else: what was not done, or not known to be, is done again. */
    private void afterAll(byte[] json) {
        await("the database").atMost(Http.PATIENCE.multipliedBy(2)).until(() -> {
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
