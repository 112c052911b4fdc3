package dev.vask;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.vask.support.NodeJsProject;
import dev.vask.support.NodeJsTest;
import dev.vask.support.Server;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Unmodified SDKs against this server: each test of {@code src/test/sdk} is a test here. */
class SdkIT {

    private static final Path OUTPUT = Path.of("target/sdk");
    private static final int LOOKUPS_TO_SEE_EVERY_PROCESS = 12;

    @TestFactory
    Stream<DynamicContainer> the_sdk_tests_pass() throws Exception {
        if (!NodeJsProject.isAvailable()) {
            return Stream.of(
                    dynamicContainer("Node", Stream.of(dynamicTest("is missing", SdkIT::skipUnlessOnABuildServer))));
        }
        NodeJsProject sdks = new NodeJsProject(Path.of("src/test/sdk"), OUTPUT);
        sdks.install();
        Server server = Server.standard();
        Server shortTimeouts = Server.with(Map.of(
                "vask.edge.activity-timeout", "2s",
                "vask.edge.pong-timeout", "1s",
                "vask.edge.authorization-timeout", "5s"));
        Server withWebhooks = Server.with(Map.of("vask.webhooks.allow-private-targets", "true"));
        List<NodeJsTest> tests = sdks.run(Map.of(
                "VASK_TEST_API", all(server::api),
                "VASK_TEST_EDGE", all(server::edge),
                "VASK_TEST_IMPATIENT_API", all(shortTimeouts::api),
                "VASK_TEST_IMPATIENT_EDGE", all(shortTimeouts::edge),
                "VASK_TEST_HOOKED_API", all(withWebhooks::api),
                "VASK_TEST_HOOKED_EDGE", all(withWebhooks::edge),
                "VASK_TEST_MANAGEMENT", all(server::management),
                "VASK_TEST_IMPATIENT_MANAGEMENT", all(shortTimeouts::management),
                "VASK_TEST_HOOKED_MANAGEMENT", all(withWebhooks::management),
                "VASK_TEST_ADMIN_TOKEN", server.adminToken()));
        return NodeJsTest.containers(tests, OUTPUT);
    }

    private static void skipUnlessOnABuildServer() {
        String missing = "the tests of the SDKs need Node 20.19 or later and npm on the PATH";
        if (System.getenv("CI") != null) {
            throw new AssertionError(missing);
        }
        abort(missing);
    }

    private static String all(Supplier<URI> urls) {
        return Stream.generate(urls)
                .limit(LOOKUPS_TO_SEE_EVERY_PROCESS)
                .distinct()
                .map(URI::toString)
                .collect(joining(","));
    }
}
