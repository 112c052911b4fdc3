package dev.vask.terraform;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The exit status and the output of a Terraform command. */
record TerraformResult(List<String> command, int status, String output) {

    TerraformResult expectSuccess() {
        if (status != 0) {
            throw new AssertionError("%s ended with status %d:%n%s".formatted(command, status, output));
        }
        return this;
    }

    TerraformResult expectFailure() {
        if (status == 0) {
            throw new AssertionError("%s should have failed:%n%s".formatted(command, output));
        }
        return this;
    }

    /** The action of each planned change by address; empty if nothing changes. */
    Map<String, String> changes() {
        return messages("planned_change")
                .map(message -> message.get("change"))
                .collect(toMap(
                        change -> change.at("/resource/addr").textValue(),
                        change -> change.get("action").textValue(),
                        (one, _) -> one,
                        TreeMap::new));
    }

    /** Each error as {@code attribute: summary; detail}, for a command that prints JSON. */
    List<String> errors() {
        Stream<JsonNode> diagnostics = command.contains("validate")
                ? StreamSupport.stream(Json.parse(output).path("diagnostics").spliterator(), false)
                : messages("diagnostic").map(message -> message.get("diagnostic"));
        return diagnostics
                .filter(diagnostic -> diagnostic.path("severity").asText().equals("error"))
                .map(diagnostic -> "%s; %s"
                        .formatted(
                                diagnostic.path("summary").asText(),
                                diagnostic.path("detail").asText()))
                .toList();
    }

    private Stream<JsonNode> messages(String type) {
        return output.lines()
                .filter(line -> line.startsWith("{"))
                .map(Json::parse)
                .filter(message -> message.path("type").asText().equals(type));
    }
}
