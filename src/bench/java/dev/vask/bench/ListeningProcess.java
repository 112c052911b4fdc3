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

/** Finds the process that listens on a port of this machine. */
final class ListeningProcess {

    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS_COLUMN = 1; // columns of /proc/net/tcp
    private static final int STATE_COLUMN = 3;
    private static final int INODE_COLUMN = 9;

    private ListeningProcess() {}

    /** The first visible process that listens on the port. Empty if no process listens, or if the system has no {@code /proc}. */
    static Optional<Long> findPid(int port) {
        Set<String> sockets = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(ListeningProcess::lines)
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns[STATE_COLUMN].equals(LISTEN))
                .filter(columns -> columns[LOCAL_ADDRESS_COLUMN].endsWith(":%04X".formatted(port)))
                .map(columns -> "socket:[" + columns[INODE_COLUMN] + "]")
                .collect(Collectors.toSet());
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> hasOpenFile(pid, sockets::contains))
                .findFirst();
    }

    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean hasOpenFile(long pid, Predicate<String> matcher) {
        try (DirectoryStream<Path> openFiles = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : openFiles) {
                if (matcher.test(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // the process ended, or belongs to another user
        }
    }
}
