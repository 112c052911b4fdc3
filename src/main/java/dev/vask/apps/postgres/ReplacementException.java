package dev.vask.apps.postgres;

/** Carries an exception of a replacement through Hibernate, so that the caller gets it unchanged. */
final class ReplacementException extends RuntimeException {

    private final RuntimeException reason;

    ReplacementException(RuntimeException reason) {
        super(reason);
        this.reason = reason;
    }

    RuntimeException reason() {
        return reason;
    }
}
