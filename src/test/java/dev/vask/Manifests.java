package dev.vask;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The deployment files. Each file is read once, and each kustomization is built once. */
final class Manifests {

    static final Path KUBERNETES = Path.of("infra/kubernetes");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Path, List<JsonNode>> READ = new ConcurrentHashMap<>();
    private static final Map<Path, List<JsonNode>> BUILT = new ConcurrentHashMap<>();

    private Manifests() {}

    /** The files of a folder whose names end with a pattern. */
    static Stream<Path> files(String folder, String ending) {
        Pattern pattern = Pattern.compile(".*" + ending);
        try (Stream<Path> found = Files.walk(Path.of(folder))) {
            return found
                    .filter(Files::isRegularFile)
                    .filter(file ->
                            pattern.matcher(file.getFileName().toString()).matches())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The YAML files. Templates of a chart are YAML after rendering only. */
    static Stream<Path> yamlFiles() {
        return files("infra", "[.]ya?ml").filter(file -> !file.toString().contains("/templates/"));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The documents of a YAML file, with anchors and merge keys resolved. */
    static List<JsonNode> documents(Path file) {
        return READ.computeIfAbsent(file, it -> parse(text(it)));
    }

    static List<JsonNode> parse(String yaml) {
        Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return StreamSupport.stream(documents.spliterator(), false)
                .filter(it -> it != null)
                .map(it -> JSON.<JsonNode>valueToTree(it))
                .toList();
    }

    static boolean isKustomizeAvailable() {
        return Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")))
                || System.getenv("CI") != null;
    }

    /** The objects of a kustomization, built with {@code kubectl}. */
    static List<JsonNode> kustomized(Path folder) {
        return BUILT.computeIfAbsent(folder, Manifests::build);
    }

    /** The objects of an overlay with components added. */
    static List<JsonNode> kustomized(String overlay, List<String> components) {
        Path folder = Path.of("target/kustomize", overlay + "-" + String.join("-", components));
        return BUILT.computeIfAbsent(folder, it -> {
            try {
                Path source = it.toAbsolutePath().relativize(KUBERNETES.toAbsolutePath());
                Files.createDirectories(it);
                Files.writeString(it.resolve("kustomization.yaml"), """
                        apiVersion: kustomize.config.k8s.io/v1beta1
                        kind: Kustomization
                        resources: [%s/overlays/%s]
                        components: [%s]
                        """.formatted(
                                source,
                                overlay,
                                components.stream()
                                        .map(component -> source + "/components/" + component)
                                        .collect(Collectors.joining(", "))));
                return build(it);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static List<JsonNode> build(Path folder) {
        try {
            Process kubectl = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
            if (kubectl.waitFor() != 0) {
                throw new AssertionError("kubectl kustomize %s:%n%s".formatted(folder, output));
            }
            return parse(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sets or, with null, removes what is at a JSON pointer. Does nothing if its parent does not exist. */
    static void set(JsonNode document, String pointer, Object value) {
        int end = pointer.lastIndexOf('/');
        String name = pointer.substring(end + 1).replace("~1", "/");
        JsonNode parent = document.at(pointer.substring(0, end));
        JsonNode tree = JSON.valueToTree(value);
        switch (parent) {
            case ObjectNode object when value == null -> object.remove(name);
            case ObjectNode object -> object.set(name, tree);
            case ArrayNode array when value == null -> array.remove(Integer.parseInt(name));
            case ArrayNode array when name.equals("-") -> array.add(tree);
            case ArrayNode array -> array.set(Integer.parseInt(name), tree);
            default -> {}
        }
    }
}
