package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vask.support.Chromium;
import dev.vask.support.NodeJsProject;
import dev.vask.support.NodeJsTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** vask-js as it is published, with a server that its tests bring along: each test of {@code clients/vask-js} is a test here. */
class VaskJsIT {

    private static final Path FOLDER = Path.of("clients/vask-js");
    private static final Path OUTPUT = Path.of("target/vask-js-tests");

    /** Missing tools are a failure on a build server, which tests the executables for native platforms without a browser. */
    private static final boolean MAY_BE_SKIPPED =
            System.getenv("CI") == null || System.getProperty("vask.test.binary") != null;

    @TestFactory
    Stream<DynamicContainer> the_tests_of_the_package_pass() throws Exception {
        assumeTrue(
                NodeJsProject.isAvailable() || !MAY_BE_SKIPPED,
                "the tests of vask-js need Node 20.19 or later and npm on the PATH");
        assertThat(FOLDER.resolve("dist/vask.js")).as("built by `make client`").isNotEmptyFile();
        NodeJsProject project = new NodeJsProject(FOLDER, OUTPUT);
        project.install();
        List<NodeJsTest> tests = project.run(chromium());
        return NodeJsTest.containers(tests, OUTPUT);
    }

    /** Without Chromium, the tests in a browser are skipped where that is allowed. */
    private static Map<String, String> chromium() {
        return MAY_BE_SKIPPED && Chromium.find().isEmpty()
                ? Map.of()
                : Map.of("VASK_TEST_CHROMIUM", Chromium.require(MAY_BE_SKIPPED).toString());
    }
}
