package dev.vask.support;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * The result of a test of a {@link NodeJsProject}.
 *
 * @param suite   the name of its suite
 * @param name    its name
 * @param failure the failure; empty if it did not fail
 * @param skipped whether it was skipped
 */
public record NodeJsTest(String suite, String name, String failure, boolean skipped) {

    static NodeJsTest parse(String line) {
        JsonNode json = Json.parse(line);
        return new NodeJsTest(
                json.get("suite").textValue(),
                json.get("name").textValue(),
                json.get("failure").asText(""),
                json.get("skipped").booleanValue());
    }

    /** Whether it has no failure. */
    public boolean passed() {
        return failure.isEmpty();
    }

    /**
     * The results as tests of JUnit, in a container for each suite.
     *
     * @param output the folder with the output of the tests, for messages
     */
    public static Stream<DynamicContainer> containers(List<NodeJsTest> tests, Path output) {
        return tests.stream().collect(groupingBy(NodeJsTest::suite, LinkedHashMap::new, toList())).entrySet().stream()
                .map(suite -> dynamicContainer(
                        suite.getKey(), suite.getValue().stream().map(test -> test.inJUnit(output))));
    }

    private DynamicTest inJUnit(Path output) {
        return dynamicTest(name, () -> {
            assumeFalse(skipped, "skipped by Node");
            if (!passed()) {
                throw new AssertionError("%s: %s%n%s%n(all output is in %s)".formatted(suite, name, failure, output));
            }
        });
    }
}
