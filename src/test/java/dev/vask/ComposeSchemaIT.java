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

/** {@code compose.yaml} against the schema of the Compose specification, which npm has with a linter. */
class ComposeSchemaIT {

    private static final Path SCHEMAS = Path.of("src/test/schemas");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonSchema schema;

    @BeforeAll
    static void bring_the_schema() throws Exception {
        assumeTrue(
                NodeJsProject.isAvailable() || System.getenv("CI") != null, "The schema of Compose comes by Node's npm");
        new NodeJsProject(SCHEMAS, Path.of("target/schemas")).install();
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(SCHEMAS.resolve("node_modules/dclint/schemas/compose.schema.json")
                        .toUri());
    }

    @Test
    void the_file_is_as_the_specification_says() throws IOException {
        assertThat(wrongIn(compose())).isEmpty();
    }

    @Test
    void a_file_with_a_wrong_word_or_type_is_found() throws IOException {
        assertThat(wrongIn(with("/services/api", "healtcheck", "x"))).isNotEmpty();
        assertThat(wrongIn(with("/services/redis/healthcheck", "retry", "x"))).isNotEmpty();
        assertThat(wrongIn(with("/services/api", "ports", "8080"))).isNotEmpty();
        assertThat(wrongIn(with("", "service", "x"))).isNotEmpty();
    }

    private static Set<ValidationMessage> wrongIn(JsonNode compose) {
        return schema.validate(compose);
    }

    private static JsonNode with(String path, String field, String value) throws IOException {
        JsonNode compose = compose();
        ((ObjectNode) compose.at(path)).put(field, value);
        return compose;
    }

    /** With what it says once in one place put where it is meant, as Compose does before it looks at the file. */
    private static JsonNode compose() throws IOException {
        String text = Files.readString(Path.of("infra/compose.yaml"));
        return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    }
}
