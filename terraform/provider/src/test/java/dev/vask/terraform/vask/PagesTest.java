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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages under {@code docs}, in the layout of Terraform's registry, match the schemas and {@code examples}. The expected pages are
 * written to {@code target/docs}; to update, run {@code cp -r target/docs .}
 */
class PagesTest {

    private static final Path PAGES = Path.of("docs");
    private static final Path EXAMPLES = Path.of("examples");

    private final VaskProvider provider = new VaskProvider(Map.of());

    @Test
    void each_page_matches_the_schemas_and_the_examples() throws IOException {
        Map<String, String> expected = pages();
        for (Map.Entry<String, String> page : expected.entrySet()) {
            Path file = Path.of("target/docs", page.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, page.getValue());
        }

        assertThat(found()).isEqualTo(expected);
    }

    @Test
    void each_resource_has_an_example_and_an_import_example() {
        for (Resource resource : provider.resources()) {
            Path folder = EXAMPLES.resolve("resources").resolve(resource.type());
            assertThat(folder.resolve("resource.tf")).content().contains("resource \"" + resource.type() + "\"");
            assertThat(folder.resolve("import.tf")).content().contains("to = " + resource.type() + ".");
        }
        for (DataSource source : provider.dataSources()) {
            assertThat(EXAMPLES.resolve("data-sources").resolve(source.type()).resolve("data-source.tf"))
                    .content()
                    .contains("data \"" + source.type() + "\"");
        }
    }

    private static Map<String, String> found() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(PAGES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(PAGES.relativize(file).toString(), Files.readString(file));
            }
        }
        return found;
    }

    private Map<String, String> pages() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        pages.put(
                "index.md", page("vask Provider", "vask provider", provider.settings(), "provider/provider.tf", null));
        for (Resource resource : provider.resources()) {
            add(pages, "resources", resource.type(), "Resource", resource.schema(), "resource.tf");
        }
        for (EphemeralResource resource : provider.ephemeralResources()) {
            add(
                    pages,
                    "ephemeral-resources",
                    resource.type(),
                    "Ephemeral Resource",
                    resource.schema(),
                    "ephemeral-resource.tf");
        }
        for (DataSource source : provider.dataSources()) {
            add(pages, "data-sources", source.type(), "Data Source", source.schema(), "data-source.tf");
        }
        return pages;
    }

    private static void add(
            Map<String, String> pages, String folder, String type, String kind, Schema schema, String example)
            throws IOException {
        String name = type.replaceFirst("^vask_", "");
        String examples = folder + "/" + type + "/";
        pages.put(
                folder + "/" + name + ".md",
                page(
                        "%s %s - vask".formatted(type, kind),
                        "%s (%s)".formatted(type, kind),
                        schema,
                        examples + example,
                        examples + "import.tf"));
    }

    private static String page(String title, String heading, Schema schema, String example, String imported)
            throws IOException {
        String page = """
                ---
                page_title: "%s"
                subcategory: ""
                description: |-
                  %s
                ---

                # %s

                %s

                ## Example Usage

                ```terraform
                %s```

                ## Schema

                | Name | Type | | Meaning |
                |---|---|---|---|
                %s
                """.formatted(
                        title,
                        schema.description(),
                        heading,
                        schema.description(),
                        Files.readString(EXAMPLES.resolve(example)),
                        schema.attributes().stream()
                                .flatMap(attribute -> rows("", attribute))
                                .collect(Collectors.joining("\n")));
        return imported == null || !Files.exists(EXAMPLES.resolve(imported))
                ? page
                : page + "\n## Import\n\n```terraform\n%s```\n".formatted(Files.readString(EXAMPLES.resolve(imported)));
    }

    private static Stream<String> rows(String prefix, Attribute attribute) {
        String row = "| `%s%s` | %s | %s | %s |"
                .formatted(prefix, attribute.name(), attribute.type().title(), use(attribute), attribute.description());
        Stream<String> nested = attribute.type() instanceof Type.Nested(boolean list, List<Attribute> inner)
                ? inner.stream().flatMap(one -> rows(prefix + attribute.name() + (list ? "[*]." : "."), one))
                : Stream.of();
        return Stream.concat(Stream.of(row), nested);
    }

    private static String use(Attribute attribute) {
        String use =
                switch (attribute.mode()) {
                    case REQUIRED -> "required";
                    case OPTIONAL, OPTIONAL_COMPUTED -> "optional";
                    case COMPUTED -> "result";
                };
        return use
                + (attribute.defaultValue() == null ? "" : shown(attribute.defaultValue()))
                + (attribute.writeOnly() ? ", write-only" : attribute.sensitive() ? ", sensitive" : "")
                + (attribute.requiresReplacement() ? ", replaces" : "");
    }

    private static String shown(Value value) {
        return switch (value) {
            case Value.Flag(boolean flag) -> ", `%s`".formatted(flag);
            case Value.Number(var number) -> ", `%s`".formatted(number.toPlainString());
            default -> "";
        };
    }
}
