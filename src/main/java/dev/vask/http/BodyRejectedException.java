package dev.vask.http;

/** A body that is not read, or not read to its end. */
public final class BodyRejectedException extends RuntimeException {

    private final transient ErrorResponse answer;

    BodyRejectedException(ErrorResponse answer) {
        super(answer.message(), null, false, false);
        this.answer = answer;
    }

    /** The error response. */
    public ErrorResponse answer() {
        return answer;
    }
}
