package dev.vask.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Json;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask apps export}. */
@Command(
        name = "export",
        description = {
            "Print apps as JSON, for 'vask apps import'.",
            "Secrets and the values of webhook headers are not included: the server does not return them."
        })
@RegisterForReflection
final class AppsExportCommand implements Runnable {

    @ParentCommand
    private AppsCommand parent;

    @Parameters(paramLabel = "KEY", arity = "0..*", description = "The apps to export; all if absent.")
    private List<String> keys = List.of();

    @Override
    public void run() {
        AdminClient api = parent.vask().api();
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode apps = result.putArray("apps");
        if (keys.isEmpty()) {
            api.get("apps").path("apps").forEach(apps::add);
        } else {
            keys.forEach(key -> apps.add(api.get(AppsCommand.path(key))));
        }
        Output output = parent.vask().output();
        if (output.isJson()) {
            output.json(result);
        } else {
            output.out().println(indented(result));
        }
        parent.vask()
                .note(
                        "%d apps exported, without secrets. An import creates new secrets, unless you add a \"secret\" to an app."
                                .formatted(apps.size()));
    }

    private static String indented(JsonNode json) {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed tree is valid JSON", e);
        }
    }
}
