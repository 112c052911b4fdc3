package dev.vask.apps.postgres;

/** Carries what a replacement threw past Hibernate, so that its caller gets it as it was thrown. */
final class RefusedReplacement extends RuntimeException {

    private final RuntimeException reason;

    RefusedReplacement(RuntimeException reason) {
        super(reason);
        this.reason = reason;
    }

    RuntimeException reason() {
        return reason;
    }
}
