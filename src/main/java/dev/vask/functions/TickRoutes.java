package dev.vask.functions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.functions.Ticks.Tick;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RequestId;
import dev.vask.http.RouteOrder;
import dev.vask.protocol.Json;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code POST /functions/{tick}}, which a scheduler calls at an interval. The body is not read. */
@Singleton
final class TickRoutes {

    private static final Logger LOG = Logger.getLogger(TickRoutes.class);
    private static final String PATH = "/functions/";
    private static final String SCHEME = "Bearer ";
    private static final int MIN_TOKEN_LENGTH = 24;
    private static final ErrorResponse NO_SUCH_TICK = new ErrorResponse(
            ApiErrorCode.NO_SUCH_ROUTE,
            "No such route. The ticks are POST /functions/deliver-webhooks and /functions/maintain.");
    private static final ErrorResponse OFF = new ErrorResponse(
            ApiErrorCode.NO_SUCH_ROUTE, "No such route. To serve /functions, set vask.function.tick-token.");
    private static final ErrorResponse UNAUTHORIZED = new ErrorResponse(
            ApiErrorCode.INVALID_TOKEN,
            "Missing or wrong token. Send the header 'Authorization: Bearer <vask.function.tick-token>'.");
    private static final ErrorResponse FAILED = new ErrorResponse(
            ApiErrorCode.UNAVAILABLE, "The tick was not completed. The next one continues.", Duration.ofSeconds(1));

    private final Ticks ticks;
    private final @Nullable String token;
    private final boolean open;

    TickRoutes(Ticks ticks, FunctionConfig config) {
        this.ticks = ticks;
        this.token = config.tickToken().orElse(null);
        this.open = config.openTicks();
        if (token != null && token.length() < MIN_TOKEN_LENGTH) {
            throw new ConfigurationException(
                    "Invalid value for vask.function.tick-token: has %d characters, must have at least %d. Set VASK_FUNCTION_TICK_TOKEN to a random value, for example from 'openssl rand -hex 24'."
                            .formatted(token.length(), MIN_TOKEN_LENGTH));
        }
    }

    void install(@Observes Router router) {
        router.route(PATH + "*").order(RouteOrder.TICKS.number()).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (token == null && !open) {
            OFF.end(request);
        } else if (!isAllowed(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            UNAUTHORIZED.end(request);
        } else {
            Tick tick = request.method().equals(HttpMethod.POST)
                    ? Tick.of(context.normalizedPath().substring(PATH.length()))
                    : null;
            if (tick == null) {
                NO_SUCH_TICK.end(request);
            } else {
                run(tick, request);
            }
        }
    }

    /** Whether an {@code Authorization} header, null if absent, has the token; compared in constant time. */
    private boolean isAllowed(@Nullable String authorization) {
        if (token == null) {
            return open;
        }
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8),
                        token.getBytes(StandardCharsets.UTF_8));
    }

    private void run(Tick tick, HttpServerRequest request) {
        ticks.run(tick).whenComplete((done, failure) -> {
            if (failure == null) {
                end(request, done);
            } else {
                LOG.warnf("The tick %s was not completed: %s", tick.wireName(), failure.getMessage());
                FAILED.end(request);
            }
        });
    }

    private static void end(HttpServerRequest request, Map<String, Integer> done) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        done.forEach(json::put);
        RequestId.of(request);
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json.toString());
    }
}
