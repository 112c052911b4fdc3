package dev.vask.reachability.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.StackWalker.StackFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The look-ups up to now, each once, in a file: {@code phase, kind, caller, target}, with tabs between. */
final class LookupTrace {

    private static final StackWalker STACK = StackWalker.getInstance();

    private final Path file;
    private final Set<String> lines = ConcurrentHashMap.newKeySet();

    LookupTrace(Path file) {
        this.file = file;
    }

    /** Adds a look-up. Look-ups of static initializers belong to the build, because a native executable runs most of them at build time. */
    void add(LookupKind kind, String caller, String target) {
        boolean isStatic =
                STACK.walk(frames -> frames.map(StackFrame::getMethodName).anyMatch("<clinit>"::equals));
        String line = String.join("\t", isStatic ? "build" : "run", kind.name(), caller, target) + "\n";
        if (lines.add(line)) {
            write(line);
        }
    }

    private synchronized void write(String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
