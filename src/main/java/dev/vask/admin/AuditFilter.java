package dev.vask.admin;

import dev.vask.http.RequestId;
import dev.vask.limits.AddressLimits;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Writes each requested change to the audit log, with its outcome: each request for a method that is {@link Audited}. */
final class AuditFilter {

    private final AddressLimits addressLimits;

    AuditFilter(AddressLimits addressLimits) {
        this.addressLimits = addressLimits;
    }

    @AdminTokenRequired
    @ServerResponseFilter
    public void answered(
            ContainerRequestContext request,
            ContainerResponseContext response,
            ResourceInfo resource,
            RoutingContext context) {
        if (request.getProperty(AdminTokenFilter.TOKEN) instanceof AdminToken token
                && resource.getResourceMethod().getAnnotation(Audited.class) instanceof Audited audited) {
            HttpServerRequest sent = context.request();
            AuditLog.write(
                    token,
                    addressLimits.adminClient(sent),
                    audited.value(),
                    app(request, response),
                    RequestId.of(sent),
                    response.getStatus());
        }
    }

    /** The app in the path, or the one that was created with a generated key. */
    private static String app(ContainerRequestContext request, ContainerResponseContext response) {
        String key = request.getUriInfo().getPathParameters().getFirst("key");
        String location = Objects.toString(response.getHeaders().getFirst(HttpHeaders.LOCATION), "");
        return key == null ? location.substring(location.lastIndexOf('/') + 1) : key;
    }
}
