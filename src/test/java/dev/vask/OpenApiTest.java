package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.vask.support.OpenApiDocument;
import dev.vask.support.OpenApiDocument.Operation;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The OpenAPI document is complete and valid. */
class OpenApiTest {

    private final OpenApiDocument document =
            new OpenApiDocument(new YAMLMapper().readTree(new File("target/classes/META-INF/generated-openapi.yaml")));

    OpenApiTest() throws IOException {}

    @Test
    void every_route_of_the_code_is_described_and_no_other() {
        List<String> routes = routes().map(OpenApiTest::anonymous).toList();

        assertThat(document.operations())
                .extracting(it -> anonymous(it.method() + " " + it.path()))
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    /** Parameters can have other names in the code. */
    private static String anonymous(String route) {
        return route.replaceAll("\\{[a-z_]+}", "{}");
    }

    private static Stream<String> routes() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.vask.api", "dev.vask.admin")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .flatMap(OpenApiTest::routes);
    }

    private static Stream<String> routes(JavaClass resource) {
        return resource.getMethods().stream().flatMap(method -> verb(method)
                .map(verb -> verb + " "
                        + path(resource.getAnnotationOfType(Path.class))
                        + (method.isAnnotatedWith(Path.class) ? path(method.getAnnotationOfType(Path.class)) : "")));
    }

    private static String path(Path annotation) {
        return annotation.value().startsWith("/") ? annotation.value() : "/" + annotation.value();
    }

    private static Stream<String> verb(JavaMethod method) {
        return method.getAnnotations().stream()
                .filter(it -> it.getRawType().isAnnotatedWith(HttpMethod.class))
                .map(it -> it.getRawType().getSimpleName());
    }

    @Test
    void every_operation_has_an_id_security_and_errors() {
        assertThat(document.operations())
                .extracting(Operation::id)
                .doesNotHaveDuplicates()
                .doesNotContain("");
        assertThat(document.operations()).allSatisfy(operation -> {
            assertThat(operation.statuses())
                    .contains("401", "404", "500", "503")
                    .containsAnyOf("200", "201", "204");
            assertThat(operation.json().path("security").path(0).properties())
                    .extracting(Map.Entry::getKey)
                    .contains(security(operation.path()));
            assertThat(operation.json().path("summary").asText()).isNotBlank();
        });
    }

    private static String security(String path) {
        if (path.endsWith("/cloudevents")) {
            return "cloudEventsToken";
        }
        return path.startsWith("/admin/") ? "adminToken" : "authSignature";
    }

    @Test
    void every_error_has_the_schema_of_errors() {
        for (Operation operation : document.operations()) {
            for (String status : operation.statuses()) {
                if (status.charAt(0) >= '4') {
                    assertThat(document.content(operation, status)
                                    .path("schema")
                                    .path("$ref")
                                    .textValue())
                            .isEqualTo("#/components/schemas/Error");
                }
            }
        }
    }

    @Test
    void every_example_matches_its_schema() {
        int examples = 0;
        for (Operation operation : document.operations()) {
            JsonNode asked = operation.json().at("/requestBody/content/application~1json");
            Stream<JsonNode> answered = operation.statuses().stream().map(it -> document.content(operation, it));
            for (JsonNode content : Stream.concat(Stream.of(asked), answered)
                    .filter(it -> it.has("schema"))
                    .toList()) {
                assertThat(document.problems(content.path("schema"), content.path("example")))
                        .as(operation.id())
                        .isEmpty();
                examples++;
            }
        }
        assertThat(examples).isGreaterThan(100);
    }

    @Test
    void a_mismatch_is_found() {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        JsonNode schema = document.json().at("/components/responses/NotFound/content/application~1json/schema");
        error.put("error", "x").put("code", "no_such_app").put("message", "x").put("request_id", "r");

        assertThat(document.problems(schema, error)).isEmpty();
        assertThat(document.problems(schema, error.deepCopy().put("code", 7))).hasSize(1);
        assertThat(document.problems(schema, error.deepCopy().put("more", 7))).hasSize(1);
        assertThat(document.problems(schema, error.deepCopy().without(Set.of("code"))))
                .hasSize(1);
    }
}
