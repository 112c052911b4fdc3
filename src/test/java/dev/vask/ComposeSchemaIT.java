package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.vask.support.NodeJsProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code compose.yaml} against the schema of the Compose specification, which an npm package contains. */
class ComposeSchemaIT {

    private static final Path SCHEMAS = Path.of("src/test/schemas");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonSchema schema;

    @BeforeAll
    static void install_the_schema() throws Exception {
        assumeTrue(
                NodeJsProject.isAvailable() || System.getenv("CI") != null,
                "The schema of Compose comes by Node's npm");
        new NodeJsProject(SCHEMAS, Path.of("target/schemas")).install();
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(SCHEMAS.resolve("node_modules/dclint/schemas/compose.schema.json")
                        .toUri());
    }

    @Test
    void the_file_matches_the_schema() throws IOException {
        assertThat(problemsIn(compose())).isEmpty();
    }

    @Test
    void an_unknown_field_or_a_wrong_type_is_found() throws IOException {
        assertThat(problemsIn(with("/services/api", "healtcheck", "x"))).isNotEmpty();
        assertThat(problemsIn(with("/services/redis/healthcheck", "retry", "x")))
                .isNotEmpty();
        assertThat(problemsIn(with("/services/api", "ports", "8080"))).isNotEmpty();
        assertThat(problemsIn(with("", "service", "x"))).isNotEmpty();
    }

    private static Set<ValidationMessage> problemsIn(JsonNode compose) {
        return schema.validate(compose);
    }

    private static JsonNode with(String path, String field, String value) throws IOException {
        JsonNode compose = compose();
        ((ObjectNode) compose.at(path)).put(field, value);
        return compose;
    }

    /** The file with its anchors and merge keys resolved. */
    private static JsonNode compose() throws IOException {
        String text = Files.readString(Path.of("infra/compose.yaml"));
        return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    }
}
