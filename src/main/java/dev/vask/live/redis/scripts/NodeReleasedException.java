package dev.vask.live.redis.scripts;

import io.vertx.redis.client.impl.types.ErrorType;

/** The lease of this node expired: Redis rejects its commands. */
public final class NodeReleasedException extends RuntimeException {

    private static final String CODE = "RELEASED";

    public NodeReleasedException(String node) {
        super("the lease of node %s expired".formatted(node));
    }

    /** Whether an operation failed for that reason. */
    public static boolean is(Throwable failure) {
        return failure instanceof NodeReleasedException || (failure instanceof ErrorType error && error.is(CODE));
    }
}
