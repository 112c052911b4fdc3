package dev.vask.admin;

import dev.vask.http.ErrorCode;
import dev.vask.protocol.Quote;

/** A rejected admin request, with an error code and a message. */
final class RefusedException extends RuntimeException {

    private final ErrorCode code;

    RefusedException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** No app has the key in the path. */
    static RefusedException noSuchApp(String key) {
        return new RefusedException(ErrorCode.NO_SUCH_APP, "App '%s' does not exist.".formatted(Quote.of(key)));
    }

    ErrorCode code() {
        return code;
    }
}
