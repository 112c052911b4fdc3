package dev.vask.edge;

import dev.vask.apps.Quota;
import dev.vask.protocol.CommandRejectedException;
import dev.vask.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A client's command that is rejected because its app is over a quota. */
final class QuotaExceededException extends RuntimeException {

    private final Quota quota;
    private final CommandRejectedException rejection;

    /**
     * Creates a rejection.
     *
     * @param code    the code of the error frame, null where the protocol has none
     * @param message what the limit is, then what to do
     */
    QuotaExceededException(Quota quota, @Nullable ErrorCode code, String message) {
        super(message, null, false, false);
        this.quota = quota;
        this.rejection = new CommandRejectedException(code, message);
    }

    Quota quota() {
        return quota;
    }

    /** The error for the client. */
    CommandRejectedException rejection() {
        return rejection;
    }
}
