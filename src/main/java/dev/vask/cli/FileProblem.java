package dev.vask.cli;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Why a file cannot be read or written, as a sentence: the exceptions of the JDK have only its name. */
final class FileProblem {

    private FileProblem() {}

    static @Nullable String of(Exception failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "The file or its directory does not exist.";
            case AccessDeniedException _ -> "Access is denied.";
            case CharacterCodingException _ -> "It is not a text in UTF-8.";
            default -> failure.getMessage();
        };
    }
}
