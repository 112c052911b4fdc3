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

/** An OpenAPI document, for validating requests and responses. Undocumented fields are reported as problems. */
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

    /** All operations. */
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

    /** The JSON content of a response with a status: schema and example; a missing node if absent. */
    public JsonNode content(Operation operation, String status) {
        JsonNode response = operation.json().path("responses").path(status);
        String ref = response.path("$ref").asText("");
        return (ref.isEmpty() ? response : json.at(ref.substring(1))).at("/content/application~1json");
    }

    /** Validates a value against a schema of the document. Returns the problems. */
    public Set<String> problems(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", strictComponents);
        return SCHEMAS.getSchema(whole).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }

    /**
     * An operation.
     *
     * @param method the HTTP method in upper case
     * @param path   the path template
     * @param json   its definition in the document
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
