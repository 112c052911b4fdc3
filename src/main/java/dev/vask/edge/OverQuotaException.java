package dev.vask.edge;

import dev.vask.apps.Quota;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.RefusedException;
import org.jspecify.annotations.Nullable;

/** A client's command that is declined because its app ran into a quota. */
final class OverQuotaException extends RuntimeException {

    private final Quota quota;
    private final RefusedException refusal;

    /**
     * A refusal.
     *
     * @param code    the code of the frame, null where the protocol has none
     * @param message what the limit is
     */
    OverQuotaException(Quota quota, @Nullable ErrorCode code, String message) {
        super(message, null, false, false);
        this.quota = quota;
        this.refusal = new RefusedException(code, message);
    }

    Quota quota() {
        return quota;
    }

    /** What the client is told. */
    RefusedException refusal() {
        return refusal;
    }
}
