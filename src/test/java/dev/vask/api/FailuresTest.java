package dev.vask.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.live.UnavailableException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

    @Test
    void a_state_that_cannot_be_reached_is_503_and_worth_another_try() {
        Response answer = Failures.answer(new CompletionException(
                new UnavailableException("the state cannot be reached", new IllegalStateException())), "r1");

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("1");
        assertThat(body(answer)).isEqualTo("""
                {"error":"this was not done, or is not known to have been done; try again: the state cannot be reached"}""");
    }

    @Test
    void what_nobody_foresaw_is_500_and_keeps_its_secrets() {
        Response answer = Failures.answer(new IllegalStateException("password=hunter2"), "r1");

        assertThat(answer.getStatus()).isEqualTo(500);
        assertThat(answer.getMediaType()).hasToString("application/json");
        assertThat(body(answer)).isEqualTo("""
                {"error":"the server failed to answer; its log says why, see request r1"}""");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "999, 1", "1000, 1", "1001, 2", "59500, 60"})
    void a_wait_is_told_in_whole_seconds_rounded_up(long millis, String seconds) {
        Response answer = Failures.answer(CallRefusedException.tooOften("slower", Duration.ofMillis(millis)), "r1");

        assertThat(answer.getStatus()).isEqualTo(429);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo(seconds);
    }

    private static String body(Response answer) {
        return new String((byte[]) answer.getEntity(), UTF_8);
    }
}
