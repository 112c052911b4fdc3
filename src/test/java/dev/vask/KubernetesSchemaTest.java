package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the Kubernetes manifests against the published schemas: no unknown or missing field, and no wrong type. */
class KubernetesSchemaTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Stream<Path> manifests() {
        return Manifests.files("infra/kubernetes", "[.]yaml").filter(file -> !file.endsWith("kustomization.yaml"));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void every_object_matches_its_schema(Path file) {
        List<JsonNode> objects = Manifests.documents(file);

        assertThat(objects).isNotEmpty().allSatisfy(object -> assertThatCode(() -> KubernetesSchemas.check(object))
                .doesNotThrowAnyException());
    }

    @Test
    void an_unknown_field_or_a_wrong_type_is_found() {
        JsonNode edge =
                Manifests.documents(Path.of("infra/kubernetes/base/edge.yaml")).getFirst();
        assertThat(edge.path("kind").asText()).isEqualTo("Deployment");

        assertThatThrownBy(() -> KubernetesSchemas.check(with(edge, "/spec", "replcias", 2)))
                .hasStackTraceContaining("replcias");
        assertThatThrownBy(() -> KubernetesSchemas.check(with(edge, "/spec", "minReadySeconds", "soon")))
                .hasStackTraceContaining("soon");
        assertThatThrownBy(() -> KubernetesSchemas.check(with(edge, "/spec/template/spec/containers/0", "Image", "x")))
                .hasStackTraceContaining("Image");
        ObjectNode headless = edge.deepCopy();
        ((ObjectNode) headless.at("/spec")).remove("selector");
        assertThatThrownBy(() -> KubernetesSchemas.check(headless)).hasStackTraceContaining("selector");
    }

    @Test
    void an_unknown_field_or_a_wrong_type_of_a_custom_resource_is_found() {
        JsonNode route = Manifests.documents(Path.of("infra/kubernetes/components/gateway/route.yaml"))
                .getFirst();
        JsonNode monitor = Manifests.documents(Path.of("infra/kubernetes/components/monitoring/servicemonitor.yaml"))
                .getFirst();

        assertThatThrownBy(() -> KubernetesSchemas.check(with(route, "/spec", "hostname", "x")))
                .hasStackTraceContaining("hostname");
        assertThatThrownBy(() -> KubernetesSchemas.check(with(monitor, "/spec/endpoints/0", "interval", List.of())))
                .hasStackTraceContaining("interval");
    }

    private static JsonNode with(JsonNode object, String path, String field, Object value) {
        JsonNode copy = object.deepCopy();
        ((ObjectNode) copy.at(path)).putPOJO(field, value);
        return YAML.convertValue(copy, JsonNode.class);
    }
}
