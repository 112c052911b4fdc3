package dev.vask.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Response;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.ServerStart;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of the admin API: rate limit of wrong tokens, minimum length and rotation. */
@SameInBothModes
class TokensIT {

    private static final String APPS = "/admin/v1/apps";
    private static final String CURRENT = "the-current-token-of-the-test";
    private static final String PREVIOUS = "the-previous-token-of-the-test";
    private static final int MAX_FAILURES = 20;

    @Test
    void an_address_with_too_many_wrong_tokens_is_rejected_by_default() {
        Server server = Server.small(Map.of("vask.edge.trusted-proxies", "127.0.0.1"));
        String guesser = "192.0.2.1";

        for (int i = 0; i < MAX_FAILURES; i++) {
            get(server, guesser, "wrong-" + i).expect(401);
        }

        Response rejected = get(server, guesser, server.adminToken()).expect(429);
        assertThat(rejected.json().path("code").asText()).isEqualTo("too_many_failures");
        assertThat(rejected.headers().firstValue("retry-after").map(Integer::parseInt))
                .hasValueSatisfying(it -> assertThat(it).isBetween(1, 60));
        get(server, "192.0.2.2", server.adminToken()).expect(200);
        get(server, guesser, server.adminToken()).expect(429);
        assertThat(rejections(server)).isEqualTo(2);
        assertThat(server.log()).contains("Wrong admin token from " + guesser).doesNotContain("wrong-");
    }

    @Test
    void a_request_without_a_token_is_not_a_failed_attempt() {
        Server server = Server.with(Map.of("vask.admin.failed-tokens-per-minute", "1"));

        IntStream.range(0, 5)
                .forEach(i -> server.request("GET", APPS, new byte[0]).expect(401));

        server.admin("GET", APPS, new byte[0]).expect(200);
    }

    @Test
    void a_flood_of_wrong_tokens_does_not_flood_the_log() {
        Server server = Server.small(Map.of("vask.admin.failed-tokens-per-minute", ""));
        int guesses = 100;
        long begin = System.nanoTime();

        IntStream.range(0, guesses).forEach(i -> server.request("GET", APPS, new byte[0], "Authorization", "Bearer x")
                .expect(401));

        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        assertThat(server.log()
                        .lines()
                        .filter(it -> it.contains("Wrong admin token from 127.0.0.1"))
                        .count())
                .isBetween(1L, seconds + 2);
        server.admin("GET", APPS, new byte[0]).expect(200);
    }

    @Test
    void two_tokens_are_accepted_while_one_replaces_the_other() {
        Server server = Server.with(Map.of("vask.admin.token", CURRENT, "vask.admin.previous-token", PREVIOUS));

        get(server, "127.0.0.1", CURRENT).expect(200);
        get(server, "127.0.0.1", PREVIOUS).expect(200);
        get(server, "127.0.0.1", server.adminToken()).expect(401);
    }

    @ParameterizedTest
    @CsvSource({"vask.admin.token, VASK_ADMIN_TOKEN", "vask.admin.previous-token, VASK_ADMIN_PREVIOUS_TOKEN"})
    void a_short_token_stops_the_start_with_one_line(String setting, String variable) {
        try (ServerStart start = ServerStart.with(Map.of(setting, "x".repeat(23)))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly(
                            "Invalid value for %s: has 23 characters, must have at least 24. Set %s to a random"
                                            .formatted(setting, variable)
                                    + " value, for example from 'openssl rand -hex 24'.");
        }
    }

    @Test
    void a_previous_token_without_a_current_one_stops_the_start_with_one_line() {
        try (ServerStart start =
                ServerStart.with(Map.of("vask.admin.token", "", "vask.admin.previous-token", PREVIOUS))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly(
                            "vask.admin.previous-token is set, but vask.admin.token is not. Set VASK_ADMIN_TOKEN to the current token.");
        }
    }

    private static Response get(Server server, String address, String token) {
        return server.request("GET", APPS, new byte[0], "Authorization", "Bearer " + token, "X-Forwarded-For", address);
    }

    private static int rejections(Server server) {
        return Pattern.compile("vask_rejections_total\\{limit=\"address_tokens\"} (\\d+)")
                .matcher(server.request("GET", "/q/metrics", new byte[0])
                        .expect(200)
                        .body())
                .results()
                .mapToInt(it -> Integer.parseInt(it.group(1)))
                .sum();
    }
}
