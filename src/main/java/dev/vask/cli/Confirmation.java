package dev.vask.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Asks the person at the terminal before a command deletes something. */
final class Confirmation {

    private Confirmation() {}

    /**
     * Asks for the word to be typed.
     *
     * @param question what will happen, as a sentence
     * @param word     the word that confirms it
     * @throws CommandFailedException if there is no terminal, or another word was typed
     */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 returns null again if there is no terminal
    static void ask(String question, String word) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USAGE,
                    "Without a terminal, this command does not ask. Add --yes to confirm. %s".formatted(question));
        }
        check(console.readLine("%s Type '%s' to confirm: ", question, word), word);
    }

    private static void check(@Nullable String typed, String word) {
        if (typed == null || !typed.strip().equals(word)) {
            throw new CommandFailedException(ExitCode.REJECTED, "Not confirmed. Nothing was changed.");
        }
    }
}
