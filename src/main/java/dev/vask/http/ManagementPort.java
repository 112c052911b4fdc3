package dev.vask.http;

import io.vertx.ext.web.RoutingContext;

/** Marks requests that arrived on the management port and are passed to the router of the public port. */
public final class ManagementPort {

    private static final String MARKER = "vask.management";

    private ManagementPort() {}

    /** Marks a request of the management port. Clients cannot set the mark. */
    public static void mark(RoutingContext context) {
        context.put(MARKER, true);
    }

    /** Whether the request arrived on the management port. */
    public static boolean received(RoutingContext context) {
        return context.get(MARKER) != null;
    }
}
