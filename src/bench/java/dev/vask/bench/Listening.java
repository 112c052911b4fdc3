package dev.vask.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the process that listens on a port of this machine, so that its CPU time can be read. */
final class Listening {

    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1; // columns of /proc/net/tcp
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Listening() {}

    /** The first process of ours that listens on the port; empty where there is none, or no {@code /proc}. */
    static Optional<Long> on(int port) {
        Set<String> sockets = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(Listening::lines)
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns[STATE].equals(LISTEN))
                .filter(columns -> columns[LOCAL_ADDRESS].endsWith(":%04X".formatted(port)))
                .map(columns -> "socket:[" + columns[INODE] + "]")
                .collect(Collectors.toSet());
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> holds(pid, sockets::contains))
                .findFirst();
    }

    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean holds(long pid, Predicate<String> file) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : open) {
                if (file.test(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // ended meanwhile, or another user's
        }
    }
}
