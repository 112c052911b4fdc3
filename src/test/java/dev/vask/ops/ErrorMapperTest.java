package dev.vask.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RejectedRequestException;
import dev.vask.live.LiveStateUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorMapperTest {

    @Test
    void a_state_that_cannot_be_reached_is_503_and_worth_another_try() {
        Response answer = answer(new CompletionException(
                new LiveStateUnavailableException("the state cannot be reached", new IllegalStateException())));

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("1");
        assertThat(body(answer)).isEqualTo("""
                {"error":"The outcome of the request is unknown. Retry it. Cause: the state cannot be reached",\
                "code":"unavailable",\
                "message":"The outcome of the request is unknown. Retry it. Cause: the state cannot be reached",\
                "request_id":"r1"}""");
    }

    @Test
    void what_nobody_foresaw_is_500_and_keeps_its_secrets() {
        Response answer = answer(new IllegalStateException("password=hunter2"));

        assertThat(answer.getStatus()).isEqualTo(500);
        assertThat(answer.getMediaType()).hasToString("application/json");
        assertThat(body(answer)).isEqualTo("""
                {"error":"Internal error. The server's log has the cause under request id r1.","code":"internal_error",\
                "message":"Internal error. The server's log has the cause under request id r1.","request_id":"r1"}""");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "999, 1", "1000, 1", "1001, 2", "59500, 60"})
    void a_wait_is_told_in_whole_seconds_rounded_up(long millis, String seconds) {
        Response answer =
                answer(rejected(new ErrorResponse(ApiErrorCode.QUOTA_EXCEEDED, "slower", Duration.ofMillis(millis))));

        assertThat(answer.getStatus()).isEqualTo(429);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo(seconds);
    }

    @Test
    void the_log_knows_each_failure_by_the_id_that_its_answer_bears() {
        try (Lines log = new Lines(ErrorResponse.class)) {
            answer(new LiveStateUnavailableException("the state cannot be reached", new IllegalStateException()));
            answer(rejected(new ErrorResponse(ApiErrorCode.INVALID_REQUEST, "no")));

            assertThat(log.lines())
                    .containsExactly(
                            "WARN Request r1: 503 unavailable, The outcome of the request is unknown. Retry it. Cause:"
                                    + " the state cannot be reached",
                            "DEBUG Request r1: 400 invalid_request, no");
        }
    }

    /** What a class logs, at every level. */
    private static final class Lines extends Handler implements AutoCloseable {

        private final List<String> lines = new ArrayList<>();
        private final Logger logger;
        private final Level before;

        Lines(Class<?> type) {
            logger = Logger.getLogger(type.getName());
            before = logger.getLevel();
            logger.setLevel(Level.ALL);
            logger.addHandler(this);
        }

        List<String> lines() {
            return lines;
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage().formatted(line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setLevel(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"404, 404, no_such_route", "405, 404, no_such_route", "406, 400, malformed_request"})
    void what_the_platform_refuses_has_the_same_format(int status, int answered, String code) {
        Response answer = answer(new WebApplicationException(status));

        assertThat(answer.getStatus()).isEqualTo(answered);
        assertThat(body(answer)).contains("\"code\":\"" + code + "\"");
    }

    private static RuntimeException rejected(ErrorResponse error) {
        return new RejectedRequestException(error) {};
    }

    private static Response answer(Throwable failure) {
        return ErrorMapper.map(failure, "r1").toResponse("r1");
    }

    private static String body(Response answer) {
        return (String) answer.getEntity();
    }
}
