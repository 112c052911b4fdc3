package dev.vask.http;

/** A body that is not read, or not read to its end. */
public final class BodyRefusedException extends RuntimeException {

    private final transient ErrorAnswer answer;

    BodyRefusedException(ErrorAnswer answer) {
        super(answer.message(), null, false, false);
        this.answer = answer;
    }

    /** The error response. */
    public ErrorAnswer answer() {
        return answer;
    }
}
