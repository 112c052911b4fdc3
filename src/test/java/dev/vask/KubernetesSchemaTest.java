package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests for Kubernetes against the schemas that it publishes: no field that there is not, none that lacks, none of another type. */
class KubernetesSchemaTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    static Stream<Path> manifests() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("infra/kubernetes"))) {
            return all
                    .filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void every_object_is_as_its_schema_says(Path file) throws IOException {
        List<JsonNode> objects = read(file);

        assertThat(objects).isNotEmpty().allSatisfy(object -> assertThatCode(() -> check(object))
                .doesNotThrowAnyException());
    }

    @Test
    void an_object_with_a_wrong_word_or_type_is_found() throws IOException {
        JsonNode edge = read(Path.of("infra/kubernetes/base/edge.yaml")).getFirst();
        assertThat(edge.path("kind").asText()).isEqualTo("Deployment");

        assertThatThrownBy(() -> check(with(edge, "/spec", "replcias", 2))).hasStackTraceContaining("replcias");
        assertThatThrownBy(() -> check(with(edge, "/spec", "minReadySeconds", "soon")))
                .hasStackTraceContaining("soon");
        assertThatThrownBy(() -> check(with(edge, "/spec/template/spec/containers/0", "Image", "x")))
                .hasStackTraceContaining("Image");
        ObjectNode headless = edge.deepCopy();
        ((ObjectNode) headless.at("/spec")).remove("selector");
        assertThatThrownBy(() -> check(headless)).hasStackTraceContaining("selector");
    }

    private static JsonNode with(JsonNode object, String path, String field, Object value) {
        JsonNode copy = object.deepCopy();
        ((ObjectNode) copy.at(path)).putPOJO(field, value);
        return YAML.convertValue(copy, JsonNode.class);
    }

    private static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile()).forEachRemaining(all::add);
        return all;
    }

    private static void check(JsonNode object) throws ReflectiveOperationException {
        String version = object.path("apiVersion").asText().replaceFirst(".*/", "");
        Class<?> schema = Class.forName(
                MODELS + version.toUpperCase(Locale.ROOT) + object.path("kind").asText());
        JsonElement json = JsonParser.parseString(object.toString());
        try {
            schema.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
        assertThat(JSON.getGson().<Object>fromJson(json, schema)).isNotNull();
    }
}
