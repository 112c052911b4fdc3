package dev.vask.admin;

import dev.vask.http.RequestId;
import dev.vask.limits.AddressLimits;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Locale;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Writes each requested change to the audit log, with its outcome. */
final class AuditFilter {

    private static final String RESOURCE = "Resource";

    private final AddressLimits guard;

    AuditFilter(AddressLimits guard) {
        this.guard = guard;
    }

    @AdminTokenRequired
    @ServerResponseFilter
    public void answered(
            ContainerRequestContext request,
            ContainerResponseContext response,
            SimpleResourceInfo resource,
            RoutingContext context) {
        if (request.getProperty(AdminTokenFilter.TOKEN) instanceof AdminToken token
                && !request.getMethod().equals(HttpMethod.GET)) {
            HttpServerRequest sent = context.request();
            AuditLog.write(
                    token,
                    guard.operator(sent),
                    action(resource),
                    app(request, response),
                    RequestId.of(sent),
                    response.getStatus());
        }
    }

    /** The resource and method, like {@code apps.put}. */
    private static String action(SimpleResourceInfo resource) {
        String type = resource.getResourceClass().getSimpleName();
        return type.substring(0, type.indexOf(RESOURCE)).toLowerCase(Locale.ROOT) + "." + resource.getMethodName();
    }

    /** The app in the path, or the one that was created with a generated key. */
    private static String app(ContainerRequestContext request, ContainerResponseContext response) {
        String key = request.getUriInfo().getPathParameters().getFirst("key");
        String location = Objects.toString(response.getHeaders().getFirst(HttpHeaders.LOCATION), "");
        return key == null ? location.substring(location.lastIndexOf('/') + 1) : key;
    }
}
