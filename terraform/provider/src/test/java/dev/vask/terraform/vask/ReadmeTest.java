package dev.vask.terraform.vask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.terraform.provider.DataSource;
import dev.vask.terraform.provider.EphemeralResource;
import dev.vask.terraform.provider.Resource;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the tables of terraform/README.md against the schemas, and leaves the right ones in target/readme-tables.md. */
class ReadmeTest {

    private final VaskProvider provider = new VaskProvider(Map.of());

    @Test
    void every_argument_and_attribute_is_in_its_table_and_no_other() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        StringBuilder right = new StringBuilder();
        schemas().forEach((title, schema) -> right.append("### %s%n%n%s%n".formatted(title, table(schema))));
        Files.writeString(Path.of("target/readme-tables.md"), right);
        schemas().forEach((title, schema) -> assertThat(readme).contains("### " + title + "\n\n" + table(schema)));
        assertThat(readme.lines().filter(line -> line.startsWith("### ")).map(line -> line.substring(4)))
                .containsExactlyElementsOf(schemas().keySet());
    }

    private Map<String, Schema> schemas() {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        schemas.put("The provider", provider.settings());
        for (Resource resource : provider.resources()) {
            schemas.put("Resource `%s`".formatted(resource.type()), resource.schema());
        }
        for (EphemeralResource resource : provider.ephemeralResources()) {
            schemas.put("Ephemeral resource `%s`".formatted(resource.type()), resource.schema());
        }
        for (DataSource source : provider.dataSources()) {
            schemas.put("Data source `%s`".formatted(source.type()), source.schema());
        }
        return schemas;
    }

    private static String table(Schema schema) {
        return schema.description() + "\n\n| Name | Type | | Meaning |\n|---|---|---|---|\n"
                + schema.attributes().stream()
                        .flatMap(attribute -> rows("", attribute))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static Stream<String> rows(String prefix, Attribute attribute) {
        String row = "| `%s%s` | %s | %s | %s |"
                .formatted(prefix, attribute.name(), attribute.type().title(), use(attribute), attribute.description());
        Stream<String> inside = attribute.type() instanceof Type.Nested(boolean list, List<Attribute> inner)
                        && !attribute.name().equals("quotas") // docs/limits.md lists them
                ? inner.stream().flatMap(one -> rows(prefix + attribute.name() + (list ? "[*]." : "."), one))
                : Stream.of();
        return Stream.concat(Stream.of(row), inside);
    }

    private static String use(Attribute attribute) {
        String use =
                switch (attribute.mode()) {
                    case REQUIRED -> "required";
                    case OPTIONAL, OPTIONAL_COMPUTED -> "optional";
                    case COMPUTED -> "result";
                };
        return use
                + (attribute.absent() == null ? "" : shown(attribute.absent()))
                + (attribute.writeOnly() ? ", write-only" : attribute.sensitive() ? ", sensitive" : "")
                + (attribute.replaces() ? ", replaces" : "");
    }

    private static String shown(Value value) {
        return switch (value) {
            case Value.Flag(boolean flag) -> ", `%s`".formatted(flag);
            case Value.Number(var number) -> ", `%s`".formatted(number.toPlainString());
            default -> "";
        };
    }
}
