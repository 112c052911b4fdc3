package dev.vask.bench;

/** The run failed and its results are invalid. The message states the reason. */
final class BenchException extends RuntimeException {

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
