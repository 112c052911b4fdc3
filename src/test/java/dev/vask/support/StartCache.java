package dev.vask.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An AOT cache of the JVM, with which a server starts with less than half of the CPU time. It is created once for each build, when so many
 * servers have been started that it is worth it.
 */
final class StartCache {

    private static final int STARTS_WITHOUT = 6;
    private static final Path CACHE = Path.of("target", "test-server.aot").toAbsolutePath();

    /** A JVM that does not accept the cache starts without it. Tests compare the output of servers. */
    private static final String NO_WARNINGS = "-Xlog:aot*=off,cds*=off";

    private static int starts;
    private static boolean tried;

    private StartCache() {}

    /** The options of the JVM for the next start of this program. */
    static synchronized List<String> options(Path jar) {
        starts++;
        if (starts > STARTS_WITHOUT && !tried) {
            tried = true;
            if (!isValid(jar)) {
                create(jar);
            }
        }
        return isValid(jar) ? List.of(NO_WARNINGS, "-XX:AOTCache=" + CACHE) : List.of();
    }

    private static boolean isValid(Path jar) {
        try {
            return Files.exists(CACHE)
                    && Files.getLastModifiedTime(CACHE).compareTo(Files.getLastModifiedTime(jar)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts a server and stops it. Its JVM then writes the cache. */
    private static void create(Path jar) {
        Path created = CACHE.resolveSibling(
                "test-server-%d.aot".formatted(ProcessHandle.current().pid()));
        ServerProcess server = null;
        try {
            server = ServerProcess.launch(jar, List.of(NO_WARNINGS, "-XX:AOTCacheOutput=" + created));
            server.ready().signal(Signal.TERM);
            server.awaitExit();
            Files.move(created, CACHE, StandardCopyOption.ATOMIC_MOVE);
        } catch (IllegalStateException | IOException e) {
            destroy(server); // without a cache, the tests take longer
        }
    }

    private static void destroy(@Nullable ServerProcess server) {
        if (server != null) {
            server.destroy();
        }
    }
}
