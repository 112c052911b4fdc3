package dev.vask.admin;

import dev.vask.protocol.Quote;

/** The path names an app that there is not. */
final class NoSuchAppException extends RuntimeException {

    NoSuchAppException(String key) {
        super("there is no app '%s'".formatted(Quote.of(key)));
    }
}
