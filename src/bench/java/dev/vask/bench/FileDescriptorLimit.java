package dev.vask.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that this process, and a server that inherits its limits, can open enough connections. */
final class FileDescriptorLimit {

    private static final Pattern HARD_LIMIT = Pattern.compile("(?m)^Max open files\\s+\\S+\\s+(\\d+)");
    private static final int RESERVED = 1_100; // a server needs others, and Vask keeps 1,024 for them
    private static final int NO_LIMIT = 1_000_000;

    private FileDescriptorLimit() {}

    /** Fails if this number of connections is not possible. */
    static void check(int connections) {
        int limit = maxConnections();
        if (limit < connections) {
            throw new BenchException(
                    "%,d connections need %d open files, but the hard limit is %d. Raise it with `ulimit -Hn`."
                            .formatted(connections, connections + RESERVED, limit + RESERVED));
        }
    }

    /** The number of connections that the hard limit allows. Without a limit, or if it is not visible, a very large number. */
    static int maxConnections() {
        try {
            Matcher limit = HARD_LIMIT.matcher(Files.readString(Path.of("/proc/self/limits")));
            return limit.find() ? Integer.parseInt(limit.group(1)) - RESERVED : NO_LIMIT;
        } catch (IOException e) {
            return NO_LIMIT; // Not Linux. If the limit is too low, opening a connection fails later.
        }
    }
}
