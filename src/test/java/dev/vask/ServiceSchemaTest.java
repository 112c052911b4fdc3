package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the services for Knative and Cloud Run against the published schemas: no unknown field and no wrong type. */
class ServiceSchemaTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Stream<Path> services() throws IOException {
        try (Stream<Path> knative = Files.list(Path.of("infra/knative"));
                Stream<Path> cloudRun = Files.list(Path.of("infra/cloud-run"))) {
            return Stream.concat(knative, cloudRun).filter(file -> !file.endsWith("url-map.yaml")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_service_matches_its_schema(Path file) throws IOException {
        JsonNode service = YAML.readTree(file.toFile());

        assertThat(service.path("apiVersion").asText()).isEqualTo("serving.knative.dev/v1");
        assertThatCode(() -> check(file, service)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("services")
    void an_unknown_field_or_a_wrong_type_is_found(Path file) throws IOException {
        JsonNode service = YAML.readTree(file.toFile());

        assertThatThrownBy(() -> check(file, with(service, "/spec/template/spec", "timeoutSecs", 30)))
                .hasMessageContaining("timeoutSecs");
        assertThatThrownBy(() -> check(file, with(service, "/spec/template/spec", "timeoutSeconds", "soon")))
                .hasStackTraceContaining("timeoutSeconds");
        assertThatThrownBy(() -> check(file, with(service, "/spec/template/spec/containers/0", "Image", "x")))
                .hasMessageContaining("Image");
    }

    private static JsonNode with(JsonNode service, String path, String field, Object value) {
        JsonNode copy = service.deepCopy();
        ((ObjectNode) copy.at(path)).putPOJO(field, value);
        return YAML.convertValue(copy, JsonNode.class);
    }

    private static void check(Path file, JsonNode service) throws IOException {
        if (file.startsWith("infra/cloud-run")) {
            checkForCloudRun(service);
        } else {
            KubernetesSchemas.checkStrictly(service, io.fabric8.knative.serving.v1.Service.class);
        }
    }

    private static void checkForCloudRun(JsonNode service) throws IOException {
        assertAllKnown(GsonFactory.getDefaultInstance()
                .fromString(service.toString(), com.google.api.services.run.v1.model.Service.class));
    }

    private static void assertAllKnown(Object value) {
        if (value instanceof GenericJson object) {
            assertThat(object.getUnknownKeys())
                    .as("not of %s", object.getClass().getSimpleName())
                    .isEmpty();
        }
        if (value instanceof Map<?, ?> fields) {
            fields.values().forEach(ServiceSchemaTest::assertAllKnown);
        } else if (value instanceof Collection<?> items) {
            items.forEach(ServiceSchemaTest::assertAllKnown);
        }
    }
}
