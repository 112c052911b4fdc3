package dev.vask.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The limit of open files of this process. */
final class OpenFiles {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern SOFT_LIMIT = Pattern.compile("(?m)^Max open files +(\\d+)");

    private OpenFiles() {}

    /** The limit, or the highest number if there is no limit or the system does not report it. */
    static long limit() {
        try {
            return of(Files.readString(LIMITS));
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    static long of(String limits) {
        Matcher soft = SOFT_LIMIT.matcher(limits);
        return soft.find() ? Long.parseLong(soft.group(1)) : Long.MAX_VALUE;
    }
}
