package dev.vask.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A description of APIs, and what it says of requests and answers. Fields that it does not name are wrong here. */
public final class OpenApiDocument {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final JsonNode json;
    private final JsonNode strictComponents;

    public OpenApiDocument(JsonNode json) {
        this.json = json;
        this.strictComponents = json.path("components").deepCopy();
        strictComponents.path("schemas").forEach(OpenApiDocument::close);
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && "object".equals(object.path("type").asText())) {
            object.putIfAbsent("additionalProperties", JsonNodeFactory.instance.booleanNode(false));
        }
    }

    public JsonNode json() {
        return json;
    }

    /** All that can be asked for. */
    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : json.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> entry : path.getValue().properties()) {
                if (!entry.getKey().equals("parameters")) {
                    operations.add(
                            new Operation(entry.getKey().toUpperCase(Locale.ROOT), path.getKey(), entry.getValue()));
                }
            }
        }
        return operations;
    }

    /** What an answer of that status holds: schema and example, or nothing. */
    public JsonNode content(Operation operation, String status) {
        JsonNode response = operation.json().path("responses").path(status);
        String ref = response.path("$ref").asText("");
        return (ref.isEmpty() ? response : json.at(ref.substring(1))).at("/content/application~1json");
    }

    /** What is wrong with a value, by this schema of the document. */
    public Set<String> problems(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", strictComponents);
        return SCHEMAS.getSchema(whole).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }

    /**
     * One thing that can be asked for.
     *
     * @param method in capitals
     * @param path   with names in braces
     * @param json   what the document says of it
     */
    public record Operation(String method, String path, JsonNode json) {

        public String id() {
            return json.path("operationId").asText();
        }

        public Set<String> statuses() {
            return json.path("responses").properties().stream()
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }
}
