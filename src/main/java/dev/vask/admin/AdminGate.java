package dev.vask.admin;

import dev.vask.guard.Guard;
import dev.vask.guard.Operator;
import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import dev.vask.http.RequestId;
import dev.vask.http.Unread;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Lets only the bearer of the admin token in; to everybody else all of {@code /admin} answers alike. */
final class AdminGate {

    /** The property of a request that holds the {@link AdminToken} it was let in with. */
    static final String TOKEN = "vask.admin.token";

    private static final ErrorAnswer NOT_THERE = new ErrorAnswer(ErrorCode.NO_SUCH_ROUTE, "no such route");
    private static final ErrorAnswer UNAUTHORIZED = new ErrorAnswer(
            ErrorCode.INVALID_TOKEN, "the admin API needs the header 'Authorization: Bearer <vask.admin.token>'");

    private final Unread unread;
    private final AdminTokens tokens;
    private final Guard guard;
    private final Meters meters;
    private final WrongTokens wrongTokens = new WrongTokens();

    AdminGate(Unread unread, AdminConfig config, Guard guard, Meters meters) {
        this.unread = unread;
        this.tokens = AdminTokens.of(config);
        this.guard = guard;
        this.meters = meters;
    }

    /** Before Quarkus refuses what says that it is too long in its own words; what does not say so it refuses in ours. */
    void limit(@Observes Router router) {
        router.route("/admin/*").order(Unread.BEFORE_LIMITS).handler(context -> {
            if (Unread.isTooLong(context.request())) {
                unread.turnAway(context.request(), Unread.TOO_LONG);
            } else {
                context.next();
            }
        });
    }

    /** Before the route is looked for, so that a stranger cannot tell which routes exist. */
    @ServerRequestFilter(preMatching = true)
    public @Nullable Response anywhere(ContainerRequestContext request, RoutingContext context) {
        String path = request.getUriInfo().getPath();
        return path.equals("/admin") || path.startsWith("/admin/") ? check(request, context) : null;
    }

    /** Once more where it matters, however the path was spelled. */
    @AdminOnly
    @ServerRequestFilter
    public @Nullable Response atResource(ContainerRequestContext request, RoutingContext context) {
        return check(request, context);
    }

    private @Nullable Response check(ContainerRequestContext request, RoutingContext context) {
        String id = RequestId.of(context.request());
        if (tokens.isEmpty()) {
            return NOT_THERE.toResponse(id);
        }
        String given = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (given == null) {
            return unauthorized(id);
        }
        Operator sender = guard.operator(context.request());
        if (sender.blocked() instanceof Duration wait) { // before the token is compared: a right guess is not told from a wrong one
            meters.rejected(Bound.ADDRESS_TOKENS);
            return new ErrorAnswer(
                            ErrorCode.TOO_MANY_FAILURES, "too many wrong admin tokens from this address: try again later", wait)
                    .toResponse(id);
        }
        Optional<AdminToken> token = tokens.borneBy(given);
        if (token.isEmpty()) {
            sender.failed();
            wrongTokens.sentBy(sender);
            return unauthorized(id);
        }
        request.setProperty(TOKEN, token.get());
        return null;
    }

    private static Response unauthorized(String requestId) {
        return Response.fromResponse(UNAUTHORIZED.toResponse(requestId))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"vask admin\"")
                .build();
    }
}
