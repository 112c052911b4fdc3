package dev.vask.cli;

/** Exit codes of the command line, which {@code docs/cli.md} lists. */
final class ExitCode {

    /** The server rejected the request, or a check failed. Fix the cause before retrying. */
    static final int REJECTED = 1;

    /** The arguments, a file or the environment variables are invalid. */
    static final int WRONG_USAGE = 2;

    /** The server cannot be reached or failed. The same command can succeed later. */
    static final int UNREACHABLE = 3;

    /** The app, the secret, the webhook or the dead letter does not exist, or the app has no history. */
    static final int NOT_FOUND = 4;

    /** The admin token or the app's secret is wrong. */
    static final int WRONG_TOKEN = 5;

    private ExitCode() {}
}
