package dev.vask.cli.config;

/** A file cannot be read as what it should be. The message is a sentence that says what is wrong, then what to do. */
public final class ConfigFormatException extends Exception {

    ConfigFormatException(String message) {
        super(message);
    }
}
