package dev.vask.admin;

import dev.vask.http.ApiErrorCode;
import dev.vask.protocol.SafeQuote;

/** Reads query parameters of the admin API. */
final class AdminParameters {

    private AdminParameters() {}

    /** An integer from 1 to a maximum below 10,000. */
    static int limit(String text, int max) {
        if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > max) {
            throw new AdminException(
                    ApiErrorCode.INVALID_REQUEST,
                    "Invalid value for limit: '%s' is not an integer from 1 to %d.".formatted(SafeQuote.of(text), max));
        }
        return Integer.parseInt(text);
    }
}
