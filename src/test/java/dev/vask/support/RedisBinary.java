package dev.vask.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import redis.embedded.core.ExecutableProvider;

/**
 * The executable {@code redis-server} of a Maven dependency.
 *
 * <p>Linux refuses to execute a file that any process has open for writing ("Text file busy"). A process that another thread forks while
 * this JVM writes a file inherits it open for writing, until it executes its own program. Therefore a
 * separate process writes the file, and the file gets its final name when it is complete.
 */
final class RedisBinary {

    static final Path FILE = inTemporaryFolder();

    private RedisBinary() {}

    private static Path inTemporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("redis-binary");
            folder.toFile().deleteOnExit();
            Path file = unpack(folder);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("unpacking redis-server", e);
        }
    }

    /** Unpacks it into a folder. An existing file is replaced. */
    static Path unpack(Path folder) throws IOException {
        Path unpacked = ExecutableProvider.newJarResourceProvider(
                        Files.createTempDirectory(folder, "unpacked").toFile())
                .get()
                .toPath();
        Path copy = unpacked.resolveSibling("copy");
        copy(unpacked, copy);
        Path file = Files.move(copy, folder.resolve("redis-server"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(unpacked);
        Files.delete(unpacked.getParent());
        return file;
    }

    private static void copy(Path from, Path to) throws IOException {
        Process copying = new ProcessBuilder("cp", "-p", from.toString(), to.toString())
                .inheritIO()
                .start();
        try {
            if (copying.waitFor() != 0) {
                throw new IOException("cp %s %s ended with status %d".formatted(from, to, copying.exitValue()));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while redis-server is copied", e);
        }
    }
}
