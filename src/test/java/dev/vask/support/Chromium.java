package dev.vask.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The installed Chromium, for tests in a browser. */
public final class Chromium {

    private Chromium() {}

    /**
     * The executable. Without one, the test is skipped if that is allowed, and fails otherwise.
     *
     * @param mayBeSkipped whether a missing browser is no failure
     */
    public static Path require(boolean mayBeSkipped) {
        Optional<Path> found = find();
        assumeTrue(found.isPresent() || !mayBeSkipped, "this test needs Chromium on the PATH");
        return found.orElseThrow(() -> new AssertionError("this test needs Chromium on the PATH"));
    }

    /** The executable, empty if it is not installed. */
    public static Optional<Path> find() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(program -> Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, program)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
