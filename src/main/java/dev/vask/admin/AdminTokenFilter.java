package dev.vask.admin;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.BodyReader;
import dev.vask.http.BodyRejectedException;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RequestBody;
import dev.vask.http.RouteOrder;
import dev.vask.limits.AddressLimits;
import dev.vask.limits.AdminClientAddress;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Requires an admin token for {@code /admin}. Without a token all paths respond alike. */
final class AdminTokenFilter {

    /** The request property that holds the {@link AdminToken} of an accepted request. */
    static final String TOKEN = "vask.admin.token";

    /** The request property that holds the {@link RequestBody} of an accepted request. */
    private static final String BODY = "vask.admin.body";

    private static final ErrorResponse NO_SUCH_ROUTE = new ErrorResponse(ApiErrorCode.NO_SUCH_ROUTE, "No such route.");
    private static final ErrorResponse UNAUTHORIZED = new ErrorResponse(
            ApiErrorCode.INVALID_TOKEN,
            "Missing or wrong admin token. Send the header 'Authorization: Bearer <vask.admin.token>'.");

    private final BodyLimits bodyLimits;
    private final BodyReader bodies;
    private final AdminTokens tokens;
    private final AddressLimits addressLimits;
    private final Meters meters;
    private final WrongTokenLog wrongTokens = new WrongTokenLog();

    AdminTokenFilter(
            BodyLimits bodyLimits, BodyReader bodies, AdminConfig config, AddressLimits addressLimits, Meters meters) {
        this.bodyLimits = bodyLimits;
        this.bodies = bodies;
        this.tokens = AdminTokens.of(config);
        this.addressLimits = addressLimits;
        this.meters = meters;
    }

    /**
     * Runs before Quarkus matches the route or reads the body, so that an unauthenticated client cannot find out routes or use
     * memory.
     */
    void install(@Observes Router router) {
        router.route("/admin/*").order(RouteOrder.ADMIN_TOKEN.number()).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (tokens.isEmpty()) {
            bodyLimits.reject(request, NO_SUCH_ROUTE);
            return;
        }
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            unauthorized(request);
            return;
        }
        AdminClientAddress sender = addressLimits.adminClient(request);
        // Before the comparison: the response must not reveal whether the token is right.
        if (sender.tokenDelay() instanceof Duration wait) {
            meters.rejected(Bound.ADDRESS_TOKENS);
            bodyLimits.reject(
                    request,
                    new ErrorResponse(
                            ApiErrorCode.TOO_MANY_FAILURES,
                            "Too many wrong admin tokens from this address. Try again later.",
                            wait));
            return;
        }
        Optional<AdminToken> token = tokens.matching(header);
        if (token.isEmpty()) {
            sender.countFailedToken();
            wrongTokens.sentBy(sender);
            unauthorized(request);
            return;
        }
        context.put(TOKEN, token.get());
        bodies.read(request).whenComplete((body, failure) -> go(context, body, failure));
    }

    private void unauthorized(HttpServerRequest request) {
        request.response().putHeader("WWW-Authenticate", "Bearer realm=\"vask admin\"");
        bodyLimits.reject(request, UNAUTHORIZED);
    }

    private void go(RoutingContext context, @Nullable RequestBody body, @Nullable Throwable failure) {
        if (body != null) {
            context.addEndHandler(ended -> body.close());
            context.put(BODY, body);
            context.next();
        } else if (failure instanceof BodyRejectedException it) {
            bodyLimits.reject(context.request(), it.answer());
        } else {
            context.fail(failure);
        }
    }

    /** Passes the body to Quarkus, and the token to the audit log. */
    @ServerRequestFilter(preMatching = true)
    public void pass(ContainerRequestContext request, RoutingContext context) {
        if (context.get(BODY) instanceof RequestBody body) {
            request.setProperty(TOKEN, context.get(TOKEN));
            request.setEntityStream(new ByteArrayInputStream(body.bytes()));
        }
    }

    /** Checks the token again at the resource, however the path was spelled. */
    @AdminTokenRequired
    @ServerRequestFilter
    public @Nullable Response atResource(RoutingContext context) {
        return context.get(BODY) == null ? NO_SUCH_ROUTE.toResponse(context.request()) : null;
    }
}
