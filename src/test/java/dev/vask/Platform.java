package dev.vask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** A platform, and the files that deploy Vask to it. */
enum Platform {
    CLOUD_RUN(
            Platform::yaml,
            "cloud-run/api.yaml",
            "cloud-run/edge.yaml",
            "cloud-run/admin.yaml",
            "cloud-run/function.yaml"),
    CLOUD_LOAD_BALANCER(Platform::yaml, "cloud-run/url-map.yaml"),
    KNATIVE(Platform::yaml, "knative/api.yaml", "knative/function.yaml"),
    KNATIVE_FUNCTION(Platform::yaml, "knative/function.yaml"),
    COMPOSE(Platform::yaml, "compose.yaml"),
    CONTAINER_APPS(Platform::yaml, "azure/api.yaml", "azure/edge.yaml", "azure/admin.yaml"),
    CONTAINER_APPS_ROUTES(Platform::yaml, "azure/routes.yaml"),
    FLY(Platform::toml, "fly/fly.toml"),
    SYSTEMD(Platform::unit, "vm/vask.service"),
    VM_SETTINGS(Platform::properties, "vm/vask.env");

    private final Function<Path, JsonNode> reader;
    private final List<Path> files;

    Platform(Function<Path, JsonNode> reader, String... files) {
        this.reader = reader;
        this.files = Stream.of(files).map(Path.of("infra")::resolve).toList();
    }

    /** The documents, new copies each time. */
    List<JsonNode> documents() {
        return files.stream().map(reader).map(it -> it.<JsonNode>deepCopy()).toList();
    }

    /** The settings of a container or an app: not those whose values are secret. */
    Map<String, String> settings(JsonNode document) {
        return switch (this) {
            case CLOUD_RUN, KNATIVE, KNATIVE_FUNCTION -> variables(document.at("/spec/template/spec/containers/0/env"));
            case CONTAINER_APPS -> variables(document.at("/properties/template/containers/0/env"));
            case FLY -> KubernetesObjects.strings(document.path("env"));
            case VM_SETTINGS -> KubernetesObjects.strings(document);
            default -> throw new IllegalStateException(name());
        };
    }

    private static Map<String, String> variables(JsonNode list) {
        Map<String, String> variables = new HashMap<>();
        list.forEach(
                it -> variables.put(it.path("name").asText(), it.path("value").asText()));
        return variables;
    }

    private static JsonNode yaml(Path file) {
        return Manifests.documents(file).getFirst();
    }

    private static JsonNode toml(Path file) {
        try {
            return new TomlMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sections of keys and values. */
    private static JsonNode unit(Path file) {
        ObjectNode sections = JsonNodeFactory.instance.objectNode();
        String section = "";
        for (String line : Manifests.text(file).lines().toList()) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
                sections.putObject(section);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String[] pair = line.split("=", 2);
                ((ObjectNode) sections.get(section)).put(pair[0], pair[1]);
            }
        }
        return sections;
    }

    private static JsonNode properties(Path file) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        Manifests.text(file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .forEach(pair -> values.put(pair[0], pair[1]));
        return values;
    }
}
