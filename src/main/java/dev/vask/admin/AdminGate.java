package dev.vask.admin;

import dev.vask.http.BodyReader;
import dev.vask.http.BodyRefusedException;
import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import dev.vask.http.RequestBody;
import dev.vask.http.RequestId;
import dev.vask.http.Unread;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Lets only the bearer of the admin token in; to everybody else all of {@code /admin} answers alike. */
final class AdminGate {

    /** Under which a request that was let in carries its {@link RequestBody}. */
    private static final String BODY = "vask.admin.body";

    private static final ErrorAnswer NOT_THERE = new ErrorAnswer(ErrorCode.NO_SUCH_ROUTE, "no such route");
    private static final ErrorAnswer UNAUTHORIZED = new ErrorAnswer(
            ErrorCode.INVALID_TOKEN, "the admin API needs the header 'Authorization: Bearer <vask.admin.token>'");

    private final Unread unread;
    private final BodyReader bodies;
    private final Optional<AdminToken> token;

    AdminGate(Unread unread, BodyReader bodies, AdminConfig config) {
        this.unread = unread;
        this.bodies = bodies;
        this.token = config.token().map(AdminToken::new);
    }

    /** Before Quarkus looks for the route or reads the body: a stranger cannot tell which routes exist, and fills no memory. */
    void install(@Observes Router router) {
        router.route("/admin/*").order(Unread.BEFORE_LIMITS).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        ErrorAnswer refusal = refusal(request);
        if (refusal != null) {
            unread.turnAway(request, refusal);
        } else {
            bodies.read(request).whenComplete((body, failure) -> go(context, body, failure));
        }
    }

    /** Why a request is not let in, as its head shows; null if it is. */
    private @Nullable ErrorAnswer refusal(HttpServerRequest request) {
        if (token.isEmpty()) {
            return NOT_THERE;
        }
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (given == null || !token.get().isBorneBy(given)) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"vask admin\"");
            return UNAUTHORIZED;
        }
        return null;
    }

    private void go(RoutingContext context, @Nullable RequestBody body, @Nullable Throwable failure) {
        if (body != null) {
            context.addEndHandler(ended -> body.close());
            context.put(BODY, body);
            context.next();
        } else if (failure instanceof BodyRefusedException it) {
            unread.turnAway(context.request(), it.answer());
        } else {
            context.fail(failure);
        }
    }

    /** Has Quarkus take the body that was read. */
    @ServerRequestFilter(preMatching = true)
    public void passBody(ContainerRequestContext request, RoutingContext context) {
        if (context.get(BODY) instanceof RequestBody body) {
            request.setEntityStream(new ByteArrayInputStream(body.bytes()));
        }
    }

    /** Once more where it matters, however the path was spelled. */
    @AdminOnly
    @ServerRequestFilter
    public @Nullable Response atResource(RoutingContext context) {
        return context.get(BODY) == null ? NOT_THERE.toResponse(RequestId.of(context.request())) : null;
    }
}
