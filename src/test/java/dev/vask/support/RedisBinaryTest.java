package dev.vask.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {

    private static final int ROUNDS = 10;

    @TempDir
    private Path folder;

    @Test
    void the_binary_can_run_while_other_threads_start_processes() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService others = Executors.newFixedThreadPool(3)) {
            try {
                List.of(1, 2, 3).forEach(other -> others.submit(() -> startProcesses(done)));
                for (int i = 0; i < ROUNDS; i++) {
                    assertThat(output(RedisBinary.unpack(folder).toString(), "--version"))
                            .startsWith("Redis server v=");
                }
            } finally {
                done.set(true);
            }
        }
    }

    @Test
    void no_other_file_is_left_in_the_folder() throws IOException {
        RedisBinary.unpack(folder);
        Path file = RedisBinary.unpack(folder);

        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
        assertThat(file).isExecutable();
    }

    private static Void startProcesses(AtomicBoolean done) throws IOException, InterruptedException {
        while (!done.get()) {
            new ProcessBuilder("true").start().waitFor();
        }
        return null;
    }

    private static String output(String... command) throws IOException {
        return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes());
    }
}
