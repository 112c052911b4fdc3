package dev.vask.http;

/** A body that is not read, or not read further. */
public final class BodyRefusedException extends RuntimeException {

    private final transient ErrorAnswer answer;

    BodyRefusedException(ErrorAnswer answer) {
        super(answer.message(), null, false, false);
        this.answer = answer;
    }

    /** What the sender is told. */
    public ErrorAnswer answer() {
        return answer;
    }
}
