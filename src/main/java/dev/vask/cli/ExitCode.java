package dev.vask.cli;

/** Exit codes of the command line, which {@code docs/cli.md} lists. */
final class ExitCode {

    /** The server rejected the request. Fix the command before retrying. */
    static final int REJECTED = 1;

    /** The arguments or the environment variables are invalid. */
    static final int WRONG_USAGE = 2;

    /** The server cannot be reached or failed. The same command can succeed later. */
    static final int UNREACHABLE = 3;

    /** The app or the secret does not exist. */
    static final int NOT_FOUND = 4;

    /** The admin token is wrong. */
    static final int WRONG_TOKEN = 5;

    private ExitCode() {}
}
