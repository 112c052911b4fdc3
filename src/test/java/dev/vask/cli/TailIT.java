package dev.vask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.CliProcess;
import dev.vask.support.CliRun;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code vask tail}, against a server that sends Server-Sent Events. */
@Execution(ExecutionMode.SAME_THREAD) // its processes would slow each other down
class TailIT {

    private static final String PUBLISHED =
            "{\"time\":\"2030-01-01T10:00:00.123Z\",\"type\":\"event_published\",\"node\":\"n1\",\"channel\":\"orders\","
                    + "\"event\":\"shipped\",\"data\":\"{\\\"a\\\":1}\",\"source\":\"api\",\"counts\":{\"x\":1}}";

    private final FeedServer server = new FeedServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_event_is_one_line_for_people() {
        try (CliProcess tail = tail("shop")) {
            server.send("event_published", PUBLISHED);
            server.send(
                    "member_added",
                    "{\"type\":\"member_added\",\"time\":\"no time\",\"channel\":\"presence-a\",\"user_id\":\"ada\"}");
            server.send("skipped", "{\"count\":3}");
            server.sendRaw("event: odd\ndata: no\ndata: json\n\n");

            String[] lines = tail.awaitOutput("odd").split("\\R");
            assertThat(lines[0])
                    .matches(
                            "\\d\\d:00:00\\.123  event_published        orders  shipped  \\{\"a\":1}  source=api  counts=\\{\"x\":1}");
            assertThat(lines[1]).isEqualTo("no time       member_added           presence-a  user_id=ada");
            assertThat(lines[2]).isEqualTo("              skipped                count=3");
            assertThat(lines[3]).isEqualTo("              odd                    no?json");
            assertThat(server.requests()).containsExactly("/admin/v1/apps/shop/feed Bearer a-token-of-the-test");
        }
    }

    @Test
    void control_characters_never_reach_the_terminal() {
        try (CliProcess tail = tail("shop")) {
            server.send("event_published", "{\"event\":\"\\u001b[2Jx\",\"data\":\"a\\nb\\u009b\"}");

            assertThat(tail.awaitOutput("x")).contains("?[2Jx  a?b?").doesNotContain("\u001b", "\u009b");
        }
    }

    @Test
    void json_is_the_data_as_it_is() {
        try (CliProcess tail = tail("shop", "--json")) {
            server.send("event_published", PUBLISHED);

            assertThat(tail.awaitOutput("\n")).isEqualTo(PUBLISHED + System.lineSeparator());
        }
    }

    @Test
    void filters_are_sent_to_the_server() {
        try (CliProcess tail = tail(
                "my shop",
                "--type",
                "event_published,member_added",
                "--type",
                "skipped",
                "--channel",
                "a,b&",
                "--socket-id",
                "1.2",
                "--user-id",
                "ada")) {
            server.send("skipped", "{}");
            tail.awaitOutput("skipped");

            assertThat(server.requests())
                    .containsExactly(
                            "/admin/v1/apps/my%20shop/feed?types=event_published%2Cmember_added%2Cskipped&channel=a%2Cb%26"
                                    + "&socket_id=1.2&user_id=ada Bearer a-token-of-the-test");
        }
    }

    @Test
    void a_lost_connection_is_opened_again() {
        try (CliProcess tail = tail("shop")) {
            server.send("first", "{}");
            tail.awaitOutput("first");
            server.end();
            tail.awaitError("The server ended the feed. Connecting again in ");
            server.send("second", "{}");

            tail.awaitOutput("second");
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void an_app_that_is_deleted_meanwhile_ends_it() {
        try (CliProcess tail = tail("shop")) {
            server.send("first", "{}");
            tail.awaitOutput("first");
            server.respondsWith(404).end();

            assertThat(tail.awaitExit()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource({"400, 1", "401, 5", "404, 4", "503, 3"})
    void a_rejection_ends_it(int status, int exitCode) {
        server.respondsWith(status);

        assertThat(CliRun.run(environment(server.url()), "tail", "shop")
                        .expect(exitCode)
                        .err())
                .contains("No.", status + " test_error");
    }

    @Test
    void an_unreachable_server_is_3() {
        assertThat(CliRun.run(environment(URI.create("http://127.0.0.1:1")), "tail", "shop")
                        .expect(3)
                        .err())
                .contains("No response from http://127.0.0.1:1", "VASK_URL");
    }

    @Test
    void it_ends_with_the_reader_of_its_output() throws IOException, InterruptedException {
        ProcessBuilder tail = new ProcessBuilder(CliRun.command("tail", "shop"));
        tail.environment().putAll(environment(server.url()));
        List<Process> pipeline = ProcessBuilder.startPipeline(List.of(tail, new ProcessBuilder("head", "-n", "1")));
        server.send("first", "{}");
        assertThat(pipeline.getLast().waitFor(60, TimeUnit.SECONDS)).isTrue();
        Instant end = Instant.now().plusSeconds(60);
        while (pipeline.getFirst().isAlive() && Instant.now().isBefore(end)) {
            server.send("more", "{}");
            pipeline.getFirst().waitFor(200, TimeUnit.MILLISECONDS);
        }

        assertThat(pipeline.getFirst().isAlive()).isFalse();
    }

    private CliProcess tail(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "tail";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CliProcess.start(environment(server.url()), all);
    }

    private static Map<String, String> environment(URI url) {
        return Map.of("VASK_URL", url.toString(), "VASK_ADMIN_TOKEN", "a-token-of-the-test");
    }
}
