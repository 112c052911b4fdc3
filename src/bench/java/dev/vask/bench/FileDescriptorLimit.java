package dev.vask.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this process, and a server that inherits its limits, may open enough sockets. */
final class FileDescriptorLimit {

    private static final Pattern HARD_LIMIT = Pattern.compile("(?m)^Max open files\\s+\\S+\\s+(\\d+)");
    private static final int RESERVED = 500;

    private FileDescriptorLimit() {}

    static void check(int connections) {
        try {
            Matcher limit = HARD_LIMIT.matcher(Files.readString(Path.of("/proc/self/limits")));
            if (limit.find() && Integer.parseInt(limit.group(1)) < connections + RESERVED) {
                throw new BenchException(
                        "%,d sockets need %d open files, and the hard limit is %s: raise it with `ulimit -Hn`"
                                .formatted(connections, connections + RESERVED, limit.group(1)));
            }
        } catch (IOException e) {
            // No Linux: the first socket that cannot be opened will say so.
        }
    }
}
