package dev.vask.console;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.vask.support.Chromium;
import dev.vask.support.Cluster;
import dev.vask.support.NodeJsProject;
import dev.vask.support.NodeJsTest;
import dev.vask.support.Server;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The console in Chromium, against a server and against a cluster: each test of {@code src/test/console} is a test here. */
@Execution(ExecutionMode.SAME_THREAD)
class ConsoleBrowserIT {

    private static final Path OUTPUT = Path.of("target/console-tests");
    private static final Path SCREENSHOTS = Path.of("target/console-screenshots");

    /** Webhooks to this machine, which become dead letters within seconds. */
    private static final Map<String, String> SETTINGS = Map.of(
            "vask.webhooks.allow-private-targets", "true",
            "vask.webhooks.backoff", "10ms",
            "vask.webhooks.grace", "100ms");

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final NodeJsProject TESTS = new NodeJsProject(Path.of("src/test/console"), OUTPUT, TIMEOUT, TIMEOUT);

    /** Missing tools are a failure on a build server, which tests the executables for native platforms without a browser. */
    private static boolean mayBeSkipped() {
        return System.getenv("CI") == null || System.getProperty("vask.test.binary") != null;
    }

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(
                NodeJsProject.isAvailable() || !mayBeSkipped(),
                "the tests of the console need Node 20.19 or later and npm on the PATH");
        TESTS.install();
    }

    @Test
    void the_types_are_sound() throws Exception {
        TESTS.runTool("npx", "tsc", "--project", "tsconfig.json");
    }

    @TestFactory
    Stream<DynamicTest> the_console_works_with_one_server() throws Exception {
        Server server = Server.with(SETTINGS);
        return run("standalone", server.api(), server, server.api(), false);
    }

    @TestFactory
    Stream<DynamicContainer> the_console_works_with_a_cluster_of_two_nodes() throws Exception {
        chromium();
        try (Cluster cluster = new Cluster(TestRedis.url(), SETTINGS)) {
            List<VaskNode> nodes = cluster.start("all", "all");
            VaskNode first = nodes.getFirst();
            Stream<DynamicTest> tests =
                    run("cluster", first.management(), first, nodes.getLast().api(), true);
            return Stream.of(dynamicContainer("cluster", tests));
        }
    }

    /**
     * Runs the tests of the project.
     *
     * @param console the port that serves the console
     * @param server  the server of the admin API and the HTTP API
     * @param edge    the address that clients connect to
     */
    private static Stream<DynamicTest> run(String name, URI console, Server server, URI edge, boolean cluster)
            throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of(
                "VASK_TEST_CONSOLE", console.toString(),
                "VASK_TEST_ADMIN", server.management().toString(),
                "VASK_TEST_API", server.api().toString(),
                "VASK_TEST_EDGE", edge.toString(),
                "VASK_TEST_ADMIN_TOKEN", server.adminToken(),
                "VASK_TEST_CLUSTER", Boolean.toString(cluster),
                "VASK_TEST_CHROMIUM", chromium().toString()));
        variables.put(
                "VASK_TEST_SCREENSHOTS",
                SCREENSHOTS.resolve(name).toAbsolutePath().toString());
        Map<String, NodeJsTest> results = TESTS.run(variables).stream().collect(toMap(NodeJsTest::name, test -> test));
        assertThat(results).hasSizeGreaterThanOrEqualTo(3);
        return results.values().stream()
                .map(test -> dynamicTest(test.name(), () -> assertThat(test.failure())
                        .as("all output is in %s", OUTPUT)
                        .isEmpty()));
    }

    private static Path chromium() {
        return Chromium.require(mayBeSkipped());
    }
}
