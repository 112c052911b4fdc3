package dev.vask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.CliRun;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The commands that act as the backend of an app: {@code publish}, {@code channels}, {@code users} and {@code history}. */
@Execution(ExecutionMode.SAME_THREAD) // its processes would slow each other down
class BackendCommandsIT {

    private final Server server = Server.standard();
    private final TestApp app = server.app();
    private final TestApp history = server.app(Map.of(
            "history", Map.of("enabled", true, "max_bytes", 4_000_000), "quotas", Map.of("max_event_bytes", 200_000)));
    private final Map<String, String> environment = Map.of(
            "VASK_PUBLIC_URL", server.api().toString(),
            "VASK_APP_KEY", app.key(),
            "VASK_APP_SECRET", app.secret());

    @Test
    void an_event_is_published_to_channels() {
        try (PusherClient client = app.connect().subscribe("orders").subscribe("other=a,b")) {
            assertThat(vask("publish", "orders", "shipped", "{\"id\":1}", "--channel", "other=a,b")
                            .expect(0)
                            .out())
                    .isEqualTo("Published 'shipped' to orders, other=a,b.%n".formatted());

            client.receives("shipped", "orders", "{\"id\":1}");
            client.receives("shipped", "other=a,b", "{\"id\":1}");
        }
    }

    @Test
    void data_is_empty_or_read_from_the_standard_input() {
        try (PusherClient client = app.connect().subscribe("orders")) {
            vask("publish", "orders", "empty").expect(0);
            client.receives("empty", "orders", "{}");
            CliRun.runWithInput(environment, "from a pipe, ü", "publish", "orders", "piped", "-")
                    .expect(0);
            client.receives("piped", "orders", "from a pipe, ü");
        }
    }

    @Test
    void a_connection_is_left_out_and_counts_are_shown() {
        try (PusherClient sender = app.connect().join("presence-room", "ada");
                PusherClient other = app.connect().join("presence-room", "bob")) {
            CliRun run = vask("publish", "presence-room", "e", "--socket-id", sender.socketId(), "--info", "user_count")
                    .expect(0);

            assertThat(run.out().strip()).matches("channels.presence-room.user_count +2");
            other.receives("e", "presence-room", "{}");
            sender.receives("pusher_internal:member_added", "presence-room");
            sender.receivesNothingMore();
        }
    }

    @Test
    void an_event_is_published_to_a_user() {
        try (PusherClient client = app.connect().signIn("{\"id\":\"ada@x;y\"}")) {
            assertThat(vask("publish", "--user", "ada@x;y", "greeting", "hello")
                            .expect(0)
                            .out())
                    .isEqualTo("Published 'greeting' to user 'ada@x;y'.%n".formatted());

            client.receives("greeting", "#server-to-user-ada@x;y", "hello");
        }
    }

    @Test
    void an_event_with_a_key_is_published_once() {
        try (PusherClient client = app.connect().subscribe("orders")) {
            String[] publish = {"publish", "orders", "shipped", "--idempotency-key", "order-7"};
            vask(publish).expect(0);
            vask(publish).expect(0);
            assertThat(vask("publish", "orders", "lost", "--idempotency-key", "order-7")
                            .expect(1)
                            .err())
                    .contains("422 idempotency_key_reused");

            client.receives("shipped", "orders", "{}");
            client.receivesNothingMore();
        }
    }

    @Test
    void ids_are_shown_if_the_app_has_history() {
        assertThat(vask("publish", "orders", "e", "--return-ids").expect(0).out())
                .isEqualTo("Published 'e' to orders.%n".formatted());

        assertThat(recorded("publish", "orders", "e", "--return-ids")
                        .expect(0)
                        .out()
                        .strip())
                .matches("event_ids.orders +[0-9a-f]+:[0-9]+");
    }

    @Test
    void the_history_of_a_channel_is_listed() {
        recorded("publish", "orders", "first", "{\"text\":\"" + "x".repeat(100) + "\"}")
                .expect(0);
        String id = recorded("publish", "orders", "second", "--return-ids", "--json")
                .expect(0)
                .json()
                .at("/event_ids/orders")
                .asText();
        recorded("publish", "orders", "third").expect(0);

        List<String> lines =
                recorded("history", "orders").expect(0).out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).matches("ID +TIME +EVENT +DATA +USER ID");
        assertThat(lines.get(1)).matches("\\S+ +\\d{4}-\\d\\d-\\d\\dT\\S+Z +first +\\{\"text\":\"x+[.]{3} +-");
        assertThat(lines.get(2)).matches(id + " +\\S+Z +second +\\{} +-");

        assertThat(events(recorded("history", "orders", "--backward", "--json")))
                .containsExactly("third", "second", "first");
        assertThat(events(recorded("history", "orders", "--after", id, "--json")))
                .containsExactly("third");
        CliRun some = recorded("history", "orders", "--limit", "2");
        assertThat(some.expect(0).out().lines()).hasSize(3);
        assertThat(some.err()).contains("More events are stored. Set --limit or --all to list them.");
    }

    @Test
    void all_pages_of_a_history_are_read() {
        for (int i = 0; i < 12; i++) { // two pages, which have at most 1 MiB
            history.backend().publish("large", "e" + i, "x".repeat(100_000));
        }

        CliRun all = recorded("history", "large", "--all", "--json");
        assertThat(events(all))
                .containsExactlyElementsOf(
                        IntStream.range(0, 12).mapToObj(i -> "e" + i).toList());
        assertThat(events(recorded("history", "large", "--limit", "11", "--backward", "--json")))
                .hasSize(11)
                .startsWith("e11")
                .endsWith("e1");
    }

    @Test
    void a_missing_history_is_4_and_a_gap_1() {
        assertThat(vask("history", "orders").expect(4).err()).contains("404 history_off");
        assertThat(recorded("history", "orders", "--after", "x").expect(1).err())
                .contains("410 history_gap");
        assertThat(recorded("history", "not valid").expect(1).err()).contains("400 invalid_name");
    }

    private static List<String> events(CliRun run) {
        return run.expect(0)
                .out()
                .lines()
                .map(line -> Json.parse(line).path("event").asText())
                .toList();
    }

    /** A command for the app with history. */
    private CliRun recorded(String... arguments) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("VASK_APP_KEY", history.key());
        variables.put("VASK_APP_SECRET", history.secret());
        return CliRun.run(variables, arguments);
    }

    @Test
    void channels_are_listed_and_shown() {
        try (PusherClient client = app.connect().subscribe("orders").join("presence-room", "ada")) {
            assertThat(vask("channels").expect(0).out().lines()).containsExactly("CHANNEL", "orders", "presence-room");
            assertThat(vask("channels", "--prefix", "presence-", "--info", "user_count")
                            .expect(0)
                            .out()
                            .lines())
                    .containsExactly("CHANNEL        USER COUNT", "presence-room  1");
            assertThat(vask("channels", "--json")
                            .expect(0)
                            .json()
                            .path("channels")
                            .has("orders"))
                    .isTrue();
            assertThat(vask("channels", "presence-room", "--info", "user_count")
                            .expect(0)
                            .out())
                    .isEqualTo("occupied    true%nuser_count  1%n".formatted());
            assertThat(vask("channels", "orders", "--info", "subscription_count")
                            .expect(0)
                            .out())
                    .isEqualTo("occupied            true%nsubscription_count  1%n".formatted());
            client.awaitProcessed();
        }
        assertThat(vask("channels", "orders,x", "--json")
                        .expect(0)
                        .json()
                        .path("occupied")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void users_of_a_presence_channel_are_listed() {
        try (PusherClient client = app.connect().join("presence-room", "ada")) {
            assertThat(vask("users", "presence-room").expect(0).out().lines()).containsExactly("ID", "ada");
            assertThat(vask("users", "presence-room", "--json")
                            .expect(0)
                            .json()
                            .at("/users/0/id")
                            .asText())
                    .isEqualTo("ada");
            client.awaitProcessed();
        }
        assertThat(vask("users", "orders").expect(1).err()).contains("Only presence channels have users");
    }

    @Test
    void variables_of_pusher_and_reverb_work_too() throws IOException {
        assertThat(CliRun.run(block("PUSHER"), "channels").expect(0).out()).isEqualTo("CHANNEL%n".formatted());
        assertThat(CliRun.run(block("REVERB"), "channels").expect(0).out()).isEqualTo("CHANNEL%n".formatted());

        Path file = Files.createTempFile("app", ".env");
        StringBuilder text = new StringBuilder();
        block("PUSHER").forEach((name, value) -> text.append("%s=\"%s\"%n".formatted(name, value)));
        Files.writeString(file, text);
        assertThat(CliRun.run(Map.of("VASK_APP_KEY", "another"), "channels", "--env-file", file.toString())
                        .expect(0)
                        .out())
                .isEqualTo("CHANNEL%n".formatted());
    }

    private Map<String, String> block(String prefix) {
        return Map.of(
                prefix + "_APP_ID", app.key(),
                prefix + "_APP_KEY", app.key(),
                prefix + "_APP_SECRET", app.secret(),
                prefix + "_HOST", server.api().getHost(),
                prefix + "_PORT", Integer.toString(server.api().getPort()),
                prefix + "_SCHEME", "http");
    }

    @Test
    void a_wrong_secret_is_5_a_wrong_key_4() {
        Map<String, String> wrongSecret =
                Map.of("VASK_PUBLIC_URL", server.api().toString(), "VASK_APP_KEY", app.key(), "VASK_APP_SECRET", "x");
        Map<String, String> wrongKey =
                Map.of("VASK_PUBLIC_URL", server.api().toString(), "VASK_APP_KEY", "none", "VASK_APP_SECRET", "x");

        assertThat(CliRun.run(wrongSecret, "channels").expect(5).err()).contains("401 invalid_signature");
        assertThat(CliRun.run(wrongKey, "publish", "a", "b").expect(4).err()).contains("404 no_such_app");
        assertThat(vask("publish", "not valid", "b").expect(1).err()).contains("400 invalid_name");
    }

    @Test
    void a_missing_credential_is_2_and_an_unreachable_server_3() {
        assertThat(CliRun.run(Map.of(), "channels").expect(2).err())
                .contains("VASK_APP_KEY is not set.", "Secrets are not accepted as arguments");
        assertThat(CliRun.run(Map.of("VASK_APP_KEY", "x"), "channels").expect(2).err())
                .contains("VASK_APP_SECRET is not set.");
        assertThat(CliRun.run(Map.of(), "channels", "--env-file", "no-such-file")
                        .expect(2)
                        .err())
                .contains("Cannot read no-such-file: The file or its directory does not exist.");
        assertThat(CliRun.run(Map.of("PUSHER_APP_KEY", "x", "PUSHER_APP_SECRET", "y", "PUSHER_HOST", "a b"), "channels")
                        .expect(2)
                        .err())
                .contains("Invalid value for PUSHER_SCHEME, PUSHER_HOST and PUSHER_PORT: 'https://a b'");
        assertThat(CliRun.run(
                                Map.of(
                                        "VASK_PUBLIC_URL",
                                        "http://127.0.0.1:1",
                                        "VASK_APP_KEY",
                                        "x",
                                        "VASK_APP_SECRET",
                                        "y"),
                                "channels")
                        .expect(3)
                        .err())
                .contains("No response from http://127.0.0.1:1", "VASK_PUBLIC_URL");
    }

    private CliRun vask(String... arguments) {
        return CliRun.run(environment, arguments);
    }
}
