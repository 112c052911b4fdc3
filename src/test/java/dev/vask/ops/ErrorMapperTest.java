package dev.vask.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RejectedRequestException;
import dev.vask.live.LiveStateUnavailableException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    void an_unreachable_live_state_is_503_with_retry_after() {
        Response response = answer(new CompletionException(
                new LiveStateUnavailableException("the state cannot be reached", new IllegalStateException())));

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeaderString("Retry-After")).isEqualTo("1");
        assertThat(body(response)).isEqualTo("""
                {"error":"The outcome of the request is unknown. Retry it. Cause: the state cannot be reached",\
                "code":"unavailable",\
                "message":"The outcome of the request is unknown. Retry it. Cause: the state cannot be reached",\
                "request_id":"r1"}""");
    }

    @Test
    void an_unexpected_failure_is_500_without_its_cause() {
        Response response = answer(new IllegalStateException("password=hunter2"));

        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(response.getMediaType()).hasToString("application/json");
        assertThat(body(response)).isEqualTo("""
                {"error":"Internal error. The server's log has the cause under request id r1.","code":"internal_error",\
                "message":"Internal error. The server's log has the cause under request id r1.","request_id":"r1"}""");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "999, 1", "1000, 1", "1001, 2", "59500, 60"})
    void retry_after_is_in_whole_seconds_rounded_up(long millis, String seconds) {
        Response response =
                answer(rejected(new ErrorResponse(ApiErrorCode.QUOTA_EXCEEDED, "slower", Duration.ofMillis(millis))));

        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(response.getHeaderString("Retry-After")).isEqualTo(seconds);
    }

    @Test
    void each_error_is_logged_with_the_request() {
        HttpServerRequest request = request("r1", "192.0.2.7", "/apps/shop/events");
        try (LogCapture log = new LogCapture(ErrorResponse.class)) {
            ErrorMapper.map(
                            new LiveStateUnavailableException(
                                    "the state cannot be reached", new IllegalStateException()),
                            "r1")
                    .toResponse(request);
            new ErrorResponse(ApiErrorCode.INVALID_REQUEST, "no").toResponse(request);

            assertThat(log.lines())
                    .containsExactly(
                            "WARN Request r1 from 192.0.2.7: POST /apps/shop/events: 503 unavailable, The outcome of the request is"
                                    + " unknown. Retry it. Cause: the state cannot be reached",
                            "DEBUG Request r1 from 192.0.2.7: POST /apps/shop/events: 400 invalid_request, no");
        }
    }

    /** A request of which only what the log says is known. */
    private static HttpServerRequest request(String id, String address, String path) {
        HttpServerResponse response = fake(
                HttpServerResponse.class,
                Map.of("headers", HttpHeaders.headers().set("X-Request-Id", id)));
        return fake(
                HttpServerRequest.class,
                Map.of(
                        "response",
                        response,
                        "method",
                        HttpMethod.POST,
                        "path",
                        path,
                        "remoteAddress",
                        SocketAddress.inetSocketAddress(80, address)));
    }

    private static <T> T fake(Class<T> type, Map<String, Object> results) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> results.get(method.getName())));
    }

    /** Captures what a class logs, at every level. */
    private static final class LogCapture extends Handler implements AutoCloseable {

        private final List<String> lines = new ArrayList<>();
        private final Logger logger;
        private final Level before;

        LogCapture(Class<?> type) {
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
    void errors_of_the_platform_have_the_same_format(int status, int answered, String code) {
        Response response = answer(new WebApplicationException(status));

        assertThat(response.getStatus()).isEqualTo(answered);
        assertThat(body(response)).contains("\"code\":\"" + code + "\"");
    }

    private static RuntimeException rejected(ErrorResponse error) {
        return new RejectedRequestException(error) {};
    }

    private static Response answer(Throwable failure) {
        return ErrorMapper.map(failure, "r1").toResponse("r1");
    }

    private static String body(Response response) {
        return (String) response.getEntity();
    }
}
