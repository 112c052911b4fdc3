package dev.vask.api;

import dev.vask.functions.RequestFlush;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerResponseFilter;

/** With the role function, stores counters, last-use dates and traces before the response. Other roles do that with timers. */
@Provider
@ApplicationScoped
class FlushFilter implements ResteasyReactiveContainerResponseFilter {

    private final RequestFlush flush;

    FlushFilter(RequestFlush flush) {
        this.flush = flush;
    }

    @Override
    public void filter(ResteasyReactiveContainerRequestContext rest, ContainerResponseContext response) {
        if (!flush.isEnabled()) {
            return;
        }
        RoutingContext context =
                ((ResteasyReactiveRequestContext) rest.getServerRequestContext()).unwrap(RoutingContext.class);
        PublishTraces.endBeforeResponse(context, response.getStatus());
        rest.suspend();
        flush.run().whenComplete((stored, failure) -> rest.resume());
    }
}
