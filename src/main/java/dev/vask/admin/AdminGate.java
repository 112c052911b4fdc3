package dev.vask.admin;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Lets only the bearer of the admin token in; to everybody else all of {@code /admin} answers alike. */
final class AdminGate {

    private static final String SCHEME = "Bearer ";

    private final Optional<String> token;

    AdminGate(AdminConfig config) {
        this.token = config.token();
    }

    /** Before the route is looked for, so that a stranger cannot tell which routes exist. */
    @ServerRequestFilter(preMatching = true)
    public @Nullable Response anywhere(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        return path.equals("/admin") || path.startsWith("/admin/") ? check(request) : null;
    }

    /** Once more where it matters, however the path was spelled. */
    @AdminOnly
    @ServerRequestFilter
    public @Nullable Response atResource(ContainerRequestContext request) {
        return check(request);
    }

    private @Nullable Response check(ContainerRequestContext request) {
        if (token.isEmpty()) {
            return Answers.error(404, "no such route");
        }
        String given = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (given == null || !isBearer(given, token.get())) {
            return Answers.unauthorized();
        }
        return null;
    }

    private static boolean isBearer(String given, String token) {
        return given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(utf8(given.substring(SCHEME.length()).strip()), utf8(token));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
