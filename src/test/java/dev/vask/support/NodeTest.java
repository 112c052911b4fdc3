package dev.vask.support;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a test of a {@link NodeProject} ended.
 *
 * @param suite   what it is part of
 * @param name    what it says
 * @param failure empty if there was none
 * @param skipped whether it did not count
 */
public record NodeTest(String suite, String name, String failure, boolean skipped) {

    static NodeTest parse(String line) {
        JsonNode json = Json.parse(line);
        return new NodeTest(
                json.get("suite").textValue(),
                json.get("name").textValue(),
                json.get("failure").asText(""),
                json.get("skipped").booleanValue());
    }

    /** Whether it ran without a failure. */
    public boolean passed() {
        return failure.isEmpty();
    }
}
