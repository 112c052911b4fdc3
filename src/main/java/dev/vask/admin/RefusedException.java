package dev.vask.admin;

import dev.vask.http.ErrorCode;
import dev.vask.protocol.Quote;

/** A request of an operator that is not done: the code says why, the message what is wrong and what would be right. */
final class RefusedException extends RuntimeException {

    private final ErrorCode code;

    RefusedException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The path names an app that there is not. */
    static RefusedException noSuchApp(String key) {
        return new RefusedException(ErrorCode.NO_SUCH_APP, "App '%s' does not exist.".formatted(Quote.of(key)));
    }

    ErrorCode code() {
        return code;
    }
}
