package dev.vask.cli;

/** How a command ended, for scripts; {@code docs/cli.md} lists them. */
final class ExitCode {

    /** The server refused, and the command would have to be another. */
    static final int REFUSED = 1;

    /** The arguments or the environment are not what they have to be. */
    static final int WRONG_USAGE = 2;

    /** The server cannot be reached, or fails: the same command may do later. */
    static final int UNREACHABLE = 3;

    /** There is no such app or secret. */
    static final int NOT_FOUND = 4;

    /** The token is not that of the server. */
    static final int WRONG_TOKEN = 5;

    private ExitCode() {}
}
