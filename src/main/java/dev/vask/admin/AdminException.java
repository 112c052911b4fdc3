package dev.vask.admin;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RejectedRequestException;
import dev.vask.protocol.SafeQuote;

/** A rejected admin request, with an error code and a message. */
final class AdminException extends RejectedRequestException {

    AdminException(ApiErrorCode code, String message) {
        super(new ErrorResponse(code, message));
    }

    /** No app has the key in the path. */
    static AdminException noSuchApp(String key) {
        return new AdminException(ApiErrorCode.NO_SUCH_APP, "App '%s' does not exist.".formatted(SafeQuote.of(key)));
    }
}
