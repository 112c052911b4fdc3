package dev.vask.http;

import io.smallrye.common.vertx.ContextLocals;

/** Marks requests that arrived on the management port and are passed to the router of the public port. */
public final class ManagementPort {

    private static final String MARKER = "vask.management";

    private ManagementPort() {}

    /** Marks the current request, in the Vert.x context that each request has of its own. Clients cannot set the mark. */
    public static void mark() {
        ContextLocals.put(MARKER, true);
    }

    /** Whether the current request arrived on the management port. Call it while the request is routed. */
    public static boolean receivedCurrent() {
        return ContextLocals.get(MARKER).isPresent();
    }
}
