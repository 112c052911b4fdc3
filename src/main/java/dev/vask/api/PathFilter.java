package dev.vask.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.net.URISyntaxException;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Adapts how Quarkus REST matches requests under {@code /apps} to section 4.0. */
final class PathFilter {

    private static final String APPS = "/apps/";
    private static final URI ROOT = URI.create("/");

    /**
     * Rejects what Quarkus REST would match or answer itself: empty segments, a slash at the end, and {@code OPTIONS} (4.0.7).
     * {@code Accept} is ignored (4.0.9), and {@code HEAD} is handled as {@code GET}; Vert.x leaves out the body.
     */
    @ServerRequestFilter(preMatching = true)
    public void prepare(ContainerRequestContext request, RoutingContext context) {
        String path = context.normalizedPath();
        if (!path.startsWith(APPS)) {
            return;
        }
        HttpMethod method = context.request().method();
        if (path.endsWith("/") || path.contains("//") || method.equals(HttpMethod.OPTIONS)) {
            throw new NotFoundException();
        }
        if (method.equals(HttpMethod.HEAD)) {
            request.setMethod(HttpMethod.GET.name());
        }
        context.request().headers().remove(HttpHeaders.ACCEPT);
        if (path.indexOf(';') >= 0) {
            keepSemicolons(path, request, context);
        }
    }

    /** Makes a semicolon part of its segment. In JAX-RS it would begin a matrix parameter, which is not part of the path. */
    private static void keepSemicolons(String path, ContainerRequestContext request, RoutingContext context) {
        acceptAnyQuery(context);
        try {
            request.setRequestUri(ROOT, new URI(null, null, path.replace(";", "%3B"), null));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("an absolute path is a valid URI", e);
        }
    }

    /** Lets Vert.x parse the query, which it does once. Its result is not used, and it rejects invalid escapes (3.1.k). */
    private static void acceptAnyQuery(RoutingContext context) {
        try {
            context.queryParams();
        } catch (HttpException e) {
            // the signature decides whether the query is accepted
        }
    }
}
