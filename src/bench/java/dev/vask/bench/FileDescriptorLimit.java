package dev.vask.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that this process, and a server that inherits its limits, can open enough connections. */
final class FileDescriptorLimit {

    private static final Pattern HARD_LIMIT = Pattern.compile("(?m)^Max open files\\s+\\S+\\s+(\\d+)");
    private static final int RESERVED = 500;

    private FileDescriptorLimit() {}

    static void check(int connections) {
        try {
            Matcher limit = HARD_LIMIT.matcher(Files.readString(Path.of("/proc/self/limits")));
            if (limit.find() && Integer.parseInt(limit.group(1)) < connections + RESERVED) {
                throw new BenchException(
                        "%,d connections need %d open files, but the hard limit is %s. Raise it with `ulimit -Hn`."
                                .formatted(connections, connections + RESERVED, limit.group(1)));
            }
        } catch (IOException e) {
            // Not Linux. If the limit is too low, opening a connection fails later.
        }
    }
}
