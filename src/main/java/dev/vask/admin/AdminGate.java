package dev.vask.admin;

import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import dev.vask.http.RequestId;
import dev.vask.http.Unread;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Lets only the bearer of the admin token in; to everybody else all of {@code /admin} answers alike. */
final class AdminGate {

    private static final ErrorAnswer NOT_THERE = new ErrorAnswer(ErrorCode.NO_SUCH_ROUTE, "no such route");
    private static final ErrorAnswer UNAUTHORIZED = new ErrorAnswer(
            ErrorCode.INVALID_TOKEN, "the admin API needs the header 'Authorization: Bearer <vask.admin.token>'");

    private final Unread unread;
    private final Optional<AdminToken> token;

    AdminGate(Unread unread, AdminConfig config) {
        this.unread = unread;
        this.token = config.token().map(AdminToken::new);
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
        if (token.isEmpty()) {
            return NOT_THERE.toResponse(id);
        }
        String given = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (given == null || !token.get().isBorneBy(given)) {
            return Response.fromResponse(UNAUTHORIZED.toResponse(id))
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"vask admin\"")
                    .build();
        }
        return null;
    }
}
