package dev.vask.http;

/** A request that is rejected with an error response. */
public class RejectedRequestException extends RuntimeException {

    private final transient ErrorResponse answer;

    protected RejectedRequestException(ErrorResponse answer) {
        super(answer.message(), null, false, false);
        this.answer = answer;
    }

    /** The error response. */
    public ErrorResponse answer() {
        return answer;
    }
}
