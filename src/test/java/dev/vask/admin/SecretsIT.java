package dev.vask.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Backend;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsIT {

    private static final String EVENT = "{\"name\":\"news\",\"channel\":\"room\",\"data\":\"1\"}";
    private static final int LOADS = 3;
    private static final int ROTATIONS = 9; // an app has at most ten secrets

    private final Server server = Server.standard();
    private final TestApp app = server.app();
    private final String path = "/admin/v1/apps/" + app.key() + "/secrets";

    @Test
    void a_new_secret_is_shown_once_and_listed_first() {
        Instant before = Instant.now().minusMillis(1);

        JsonNode created = admin("POST", "", "").expect(201).json();

        assertThat(created.path("secret").asText()).matches("[A-Za-z0-9_-]{32,}");
        assertThat(created.path("expires_at").isNull()).isTrue();
        assertThat(Instant.parse(created.path("created_at").asText())).isBetween(before, Instant.now());
        JsonNode listed = list();
        assertThat(listed).hasSize(2);
        assertThat(listed.get(0).fieldNames())
                .toIterable()
                .containsExactly("id", "created_at", "expires_at", "last_used_on");
        assertThat(listed.get(0).path("id")).isEqualTo(created.path("id"));
        assertThat(listed.get(1).path("id")).isNotEqualTo(created.path("id"));
    }

    @Test
    void a_signature_with_any_live_secret_is_accepted() {
        Signer another = new Signer(app.key(), createSecret("POST", "", "{\"secret\":\"another-one\"}"));

        for (Signer signer : List.of(app.signer(), another)) {
            assertThat(publish(signer)).isEqualTo(200);
            subscribes(signer);
            signsIn(signer);
        }
        assertThat(publish(new Signer(app.key(), "none"))).isEqualTo(401);
    }

    @Test
    void a_revoked_secret_is_rejected_immediately() {
        Signer another = new Signer(app.key(), createSecret("POST", "", ""));
        String old = list().get(1).path("id").asText();

        admin("DELETE", "/" + old, "").expect(204);

        assertThat(publish(app.signer())).isEqualTo(401);
        assertThat(publish(another)).isEqualTo(200);
        admin("DELETE", "/" + old, "").expect(404);
    }

    @Test
    void the_last_secret_without_an_expiry_cannot_be_revoked() {
        admin("DELETE", "/" + list().get(0).path("id").asText(), "").expect(409);
        String newest = admin("POST", "/rotate", "{\"grace_seconds\":600}")
                .expect(201)
                .json()
                .path("id")
                .asText();

        Response rejected = admin("DELETE", "/" + newest, "").expect(409);

        assertThat(rejected.json().path("error").asText())
                .contains("the last secret")
                .contains("Create another one first");
        assertThat(publish(app.signer())).isEqualTo(200);
    }

    @Test
    void a_rotation_lets_the_old_secret_expire() {
        PusherClient connectedBefore = app.connect();
        Instant before = Instant.now();

        Signer rotated = new Signer(app.key(), createSecret("POST", "/rotate", "{\"grace_seconds\":2}"));

        await().until(() -> publish(app.signer()) == 401);
        assertThat(Instant.now()).isAfterOrEqualTo(before.plusSeconds(2).minusMillis(1));
        assertThat(list()).hasSize(1);
        assertThat(publish(rotated)).isEqualTo(200);
        subscribe(connectedBefore, app.signer());
        connectedBefore.receivesError(4009);
    }

    @Test
    void a_rotation_sets_the_expiry_of_the_old_secret() {
        Instant before = Instant.now();

        admin("POST", "/rotate", "{\"grace_seconds\":600}").expect(201);

        assertThat(Instant.parse(list().get(1).path("expires_at").asText()))
                .isBetween(before.plusSeconds(600).minusMillis(1), Instant.now().plusSeconds(600));
    }

    @Test
    void the_day_of_the_last_use_of_each_secret_is_returned() {
        Signer forRequests = new Signer(app.key(), createSecret("POST", "", ""));
        Signer forChannels = new Signer(app.key(), createSecret("POST", "", ""));
        Signer forSigningIn = new Signer(app.key(), createSecret("POST", "", ""));
        Signer unused = new Signer(app.key(), createSecret("POST", "", ""));
        assertThat(list()).allMatch(it -> it.path("last_used_on").isNull());
        LocalDate before = LocalDate.now(ZoneOffset.UTC);

        publish(forRequests);
        subscribes(forChannels);
        signsIn(forSigningIn);
        publish(new Signer(app.key(), unused.secret() + "?"));

        await().untilAsserted(() -> {
            JsonNode all = list();
            assertThat(all).hasSize(5);
            for (int used : List.of(1, 2, 3)) {
                assertThat(all.get(used).path("last_used_on").isTextual()).isTrue();
                assertThat(LocalDate.parse(all.get(used).path("last_used_on").asText()))
                        .isBetween(before, LocalDate.now(ZoneOffset.UTC));
            }
        });
        assertThat(list().get(0).path("last_used_on").isNull()).isTrue();
        assertThat(list().get(4).path("last_used_on").isNull()).isTrue();
    }

    @Test
    void a_secret_can_be_created_with_an_expiry() {
        Instant before = Instant.now();
        JsonNode created =
                admin("POST", "", "{\"expires_in_seconds\":2}").expect(201).json();
        Instant end = Instant.parse(created.path("expires_at").asText());
        Signer expiring = new Signer(app.key(), created.path("secret").asText());

        assertThat(end)
                .isBetween(before.plusSeconds(2).minusMillis(1), Instant.now().plusSeconds(2));
        await().until(() -> publish(expiring) == 401);
        assertThat(Instant.now()).isAfterOrEqualTo(end);
        assertThat(list()).hasSize(1);
        assertThat(publish(app.signer())).isEqualTo(200);
    }

    @Test
    void a_secret_with_an_expiry_does_not_count_as_the_last_one() {
        String expiring = admin("POST", "", "{\"expires_in_seconds\":600}")
                .expect(201)
                .json()
                .path("id")
                .asText();

        admin("DELETE", "/" + list().get(1).path("id").asText(), "").expect(409);

        admin("DELETE", "/" + expiring, "").expect(204);
        assertThat(list()).hasSize(1);
    }

    @Test
    void a_rotation_without_grace_revokes_the_old_secret_immediately() {
        Signer rotated = new Signer(app.key(), createSecret("POST", "/rotate", "{\"grace_seconds\":0}"));

        assertThat(publish(app.signer())).isEqualTo(401);
        assertThat(publish(rotated)).isEqualTo(200);
        assertThat(list()).hasSize(1);
    }

    @Test
    void changing_an_app_keeps_its_secrets_and_their_expiry() {
        admin("POST", "/rotate", "").expect(201);
        JsonNode before = list();

        server.admin("PUT", "/admin/v1/apps/" + app.key(), "{\"name\":\"x\"}".getBytes(UTF_8))
                .expect(200);

        assertThat(list()).isEqualTo(before);
    }

    @Test
    void rotations_under_load_reject_no_request() {
        AtomicReference<Signer> current = new AtomicReference<>(app.signer());
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        try (BackgroundTasks load = new BackgroundTasks()) {
            for (int i = 0; i < LOADS; i++) {
                load.repeat(number -> statuses.add(publish(current.get())));
            }
            for (int i = 0; i < ROTATIONS; i++) {
                int sent = statuses.size();
                Signer rotated = new Signer(app.key(), createSecret("POST", "/rotate", "{\"grace_seconds\":600}"));
                await().until(() -> publish(rotated) == 200);
                current.set(rotated);
                await().until(() -> statuses.size() >= sent + LOADS);
            }
        }

        assertThat(statuses).hasSizeGreaterThan(ROTATIONS).containsOnly(200);
    }

    @Test
    void an_app_has_at_most_ten_distinct_live_secrets() {
        for (int i = 2; i <= 10; i++) {
            admin("POST", "", "{\"secret\":\"number-%d\"}".formatted(i)).expect(201);
        }

        assertThat(admin("POST", "", "").expect(409).json().path("error").asText())
                .contains("10 live secrets");
        admin("POST", "/rotate", "{\"grace_seconds\":0,\"secret\":\"number-10\"}")
                .expect(409);
        assertThat(list()).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /rotate | {"grace_seconds":-1}      | grace_seconds
            /rotate | {"grace_seconds":2592001} | grace_seconds
            /rotate | {"grace_seconds":"1"}     | grace_seconds
            /rotate | {"grace":1}               | grace
            /rotate | {"expires_in_seconds":1}  | expires_in_seconds
            ''      | {"grace_seconds":1}       | grace_seconds
            ''      | {"expires_in_seconds":0}  | expires_in_seconds
            ''      | {"expires_in_seconds":1.5} | expires_in_seconds
            ''      | {"expires_in_seconds":null} | expires_in_seconds
            ''      | {"expires_in_seconds":315360001} | expires_in_seconds
            ''      | {"secret":""}             | secret""")
    void an_invalid_field_is_named_and_nothing_is_changed(String route, String body, String field) {
        JsonNode before = list();

        assertThat(admin("POST", route, body).expect(400).json().path("fields").has(field))
                .isTrue();

        assertThat(list()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "POST, ''", "POST, /rotate", "DELETE, /0123456789abcdef"})
    void the_token_and_an_existing_app_are_required(String method, String route) {
        server.request(method, path + route, new byte[0]).expect(401);

        Response missing = server.admin(method, "/admin/v1/apps/no-such-app/secrets" + route, new byte[0])
                .expect(404);

        assertThat(missing.json().path("error").asText()).contains("App 'no-such-app' does not exist.");
    }

    private int publish(Signer signer) {
        return new Backend(server, signer).post("/events", EVENT).status();
    }

    private void subscribes(Signer signer) {
        try (PusherClient client = app.connect()) {
            subscribe(client, signer);
            client.receives("pusher_internal:subscription_succeeded", "private-room");
        }
    }

    private void signsIn(Signer signer) {
        try (PusherClient client = app.connect()) {
            String user = "{\"id\":\"ada\"}";
            client.send("pusher:signin", Map.of("user_data", user, "auth", signer.user(client.socketId(), user)));
            client.receives("pusher:signin_success");
        }
    }

    private static void subscribe(PusherClient client, Signer signer) {
        String auth = signer.channel(client.socketId(), "private-room");
        client.send("pusher:subscribe", Map.of("channel", "private-room", "auth", auth));
    }

    private String createSecret(String method, String route, String body) {
        return admin(method, route, body).expect(201).json().path("secret").asText();
    }

    private JsonNode list() {
        return admin("GET", "", "").expect(200).json().path("secrets");
    }

    private Response admin(String method, String route, String body) {
        return server.admin(method, path + route, body.getBytes(UTF_8));
    }
}
