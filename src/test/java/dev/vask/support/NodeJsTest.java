package dev.vask.support;

import com.fasterxml.jackson.databind.JsonNode;

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
}
