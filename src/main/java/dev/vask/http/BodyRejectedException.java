package dev.vask.http;

/** A body that is not read, or not read to its end. */
public final class BodyRejectedException extends RejectedRequestException {

    BodyRejectedException(ErrorResponse response) {
        super(response);
    }
}
