package dev.vask;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is written for platforms speaks of settings, images, files and metrics that there are. */
class ManifestsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMAGE = "ghcr.io/vask/vask";
    private static final Pattern VARIABLE = Pattern.compile("\\bVASK_[A-Z_]+\\b");
    private static final String OF_THE_COMMAND_LINE = "VASK_URL";
    private static final Pattern CLUSTER = Pattern.compile("VASK_MODE\\b.*\\bcluster");
    private static final Pattern SERIES = Pattern.compile("\\bvask_[a-z_]+\\b");
    private static final Pattern METER = Pattern.compile("\"(vask(?:\\.[a-z]+)+)\"");
    private static final Pattern DATABASE = Pattern.compile("(postgresql://|[$][{]var[.]database[.]url[}])[^\\s\"]*");
    private static final Pattern VERIFIED =
            Pattern.compile("[?]sslmode=verify-full&sslrootcert=/etc/vask/ca/postgres[.]crt$", Pattern.MULTILINE);
    private static final Set<String> MOUNTED_ELSEWHERE =
            Set.of("settings.yaml", "kustomization.yaml"); // by the base's Deployments
    private static final Set<String> NOT_KUBERNETES =
            Set.of("compose.yaml", "prometheus.yml", "prometheus.yaml", "kustomization.yaml", "dashboards.yaml");

    static Stream<Path> manifests() {
        return files("infra", ".ya?ml");
    }

    static Stream<Path> everything() {
        return Stream.of(
                        files("infra", "[^.]*[.][a-z]+"),
                        files("src/main/docker", "[.][a-z]+"),
                        files(".github", ".yml"),
                        files("docs", ".md"))
                .flatMap(found -> found);
    }

    private static Stream<Path> files(String folder, String ending) {
        try (Stream<Path> found = Files.walk(Path.of(folder))) {
            Pattern pattern = Pattern.compile(".*" + ending);
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

    @ParameterizedTest
    @MethodSource("manifests")
    void a_manifest_is_yaml_and_says_what_it_is(Path file) throws IOException {
        assertThat(documents(file)).isNotEmpty().allSatisfy(document -> {
            assertThat(document.isObject()).isTrue();
            if (!NOT_KUBERNETES.contains(file.getFileName().toString())) {
                assertThat(document.path("apiVersion").asText()).isNotEmpty();
                assertThat(document.path("kind").asText()).isNotEmpty();
                assertThat(document.at("/metadata/name").asText()).startsWith("vask");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("everything")
    void an_environment_variable_sets_a_setting_that_there_is(Path file) throws IOException {
        Set<String> known = TypedSettings.withDefaults().keySet().stream()
                .map(TypedSettings::variable)
                .collect(toSet());

        assertThat(VARIABLE.matcher(Files.readString(file)).results().map(it -> it.group()))
                .allMatch(it -> known.contains(it) || it.equals(OF_THE_COMMAND_LINE));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_cluster_is_given_all_that_its_start_asks_for(Path file) throws IOException {
        String text = Files.readString(file);

        if (CLUSTER.matcher(text).find()) {
            assertThat(text)
                    .contains(
                            "VASK_DATABASE_URL",
                            "VASK_DATABASE_USERNAME",
                            "VASK_DATABASE_PASSWORD",
                            "VASK_REDIS_URL",
                            "VASK_SECRETS_KEY");
        }
    }

    /** Only what stays on one machine may speak to Postgres without proof that it is Postgres. */
    @ParameterizedTest
    @MethodSource("shipped")
    void whatever_crosses_a_network_to_postgres_verifies_its_certificate_and_its_name(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(DATABASE.matcher(text).results().map(it -> it.group()))
                .allMatch(url -> VERIFIED.matcher(url).find()
                        || (file.endsWith("compose.yaml") && url.endsWith("?sslmode=disable")));
        if (text.contains("sslmode=verify-full")) {
            boolean mounts = text.contains("/etc/vask/ca")
                    && text.replace("sslrootcert=/etc/vask/ca/", "").contains("/etc/vask/ca");
            assertThat(mounts || MOUNTED_ELSEWHERE.contains(file.getFileName().toString()))
                    .as("the file of certificates is mounted")
                    .isTrue();
        }
    }

    @Test
    void the_addresses_of_databases_are_found() {
        assertThat(shipped()
                        .map(ManifestsTest::text)
                        .filter(it -> DATABASE.matcher(it).find())
                        .count())
                .isGreaterThanOrEqualTo(8);
        for (String wrong : List.of(
                "VASK_DATABASE_URL: postgresql://db:5432/vask",
                "\"postgresql://${a.b}:${c}/vask?sslmode=require\"",
                "value: \"postgresql://10.0.0.2:5432/vask?sslmode=verify-ca&sslrootcert=/x\"")) {
            assertThat(DATABASE.matcher(wrong).results().map(it -> it.group()))
                    .hasSize(1)
                    .noneMatch(url -> VERIFIED.matcher(url).find());
        }
    }

    static Stream<Path> shipped() {
        return Stream.of(files("infra", "[^.]*[.]ya?ml"), files("terraform/modules", "main[.]tf"))
                .flatMap(found -> found);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_port_of_compose_is_published_on_this_machine_alone(Path file) throws IOException {
        if (file.endsWith("compose.yaml")) {
            List<String> ports = documents(file).getFirst().findValues("ports").stream()
                    .flatMap(list -> list.valueStream().map(JsonNode::asText))
                    .toList();

            assertThat(ports).hasSizeGreaterThan(3).allMatch(port -> port.startsWith("127.0.0.1:"));
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void our_images_have_their_names_and_others_have_a_version(Path file) throws IOException {
        for (JsonNode document : documents(file)) {
            for (JsonNode image : document.findValues("image")) {
                String name = image.asText();
                assertThat(name.matches(IMAGE + "(-native)?(:.+)?") || name.matches(".+:v?\\d[^:]*"))
                        .as("image %s", name)
                        .isTrue();
            }
        }
    }

    @Test
    void an_api_is_native_and_an_edge_is_on_the_jvm() throws IOException {
        Map<String, Set<String>> images = new TreeMap<>();
        for (Path file : manifests().toList()) {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .loadAll(Files.readString(file))
                    .iterator()
                    .next();
            containers(JSON.valueToTree(read)).forEach(container -> {
                String role = role(container.path("env"), container.path("environment"));
                images.computeIfAbsent(role, it -> new TreeSet<>())
                        .add(container.path("image").asText().replaceAll(":.*", ""));
            });
        }

        assertThat(images)
                .containsEntry("api", Set.of(IMAGE + "-native"))
                .containsEntry("edge", Set.of(IMAGE))
                .containsEntry("all", Set.of(IMAGE));
    }

    private static List<JsonNode> containers(JsonNode document) {
        List<JsonNode> containers = new ArrayList<>();
        document.findParents("image").stream()
                .filter(it -> !it.has("dockerfile"))
                .forEach(containers::add);
        return containers;
    }

    /** The role that a container is given, in a list of variables or in a table; empty if it is no Vask. */
    private static String role(JsonNode list, JsonNode table) {
        for (JsonNode variable : list) {
            if (variable.path("name").asText().equals("VASK_ROLE")) {
                return variable.path("value").asText();
            }
        }
        return table.path("VASK_ROLE").asText();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_pod_is_given_longer_to_stop_than_its_drain_takes(Path file) throws IOException {
        for (JsonNode document : documents(file)) {
            JsonNode grace = document.at("/spec/template/spec/terminationGracePeriodSeconds");
            if (document.path("kind").asText().equals("Deployment")) {
                assertThat(grace.asInt()).isGreaterThan(drainSeconds(file) + 10);
            }
        }
    }

    /** As the overlay or the base has it. */
    private static int drainSeconds(Path file) throws IOException {
        if (!file.toString().contains("base")) {
            return 10;
        }
        JsonNode settings =
                documents(Path.of("infra/kubernetes/base/settings.yaml")).getFirst();
        String component = file.getFileName().toString();
        String drain = settings.at("/data/VASK_EDGE_DRAIN").asText();
        return component.equals("edge.yaml") ? Integer.parseInt(drain.replace("s", "")) : 10;
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_kustomization_names_files_that_there_are(Path file) throws IOException {
        for (JsonNode document : documents(file)) {
            if (document.path("kind").asText().equals("Kustomization")) {
                assertThat(document.path("resources")).isNotEmpty().allSatisfy(resource -> assertThat(
                                file.resolveSibling(resource.asText()))
                        .exists());
            }
        }
    }

    @Test
    void the_dashboard_shows_metrics_that_there_are() throws IOException {
        String code = Files.readString(Path.of("src/main/java/dev/vask/ops/LiveStateGauge.java"));
        try (Stream<Path> meters = Files.list(Path.of("src/main/java/dev/vask/meters"))) {
            for (Path file : meters.toList()) {
                code += Files.readString(file);
            }
        }
        Set<String> known = METER.matcher(code)
                .results()
                .map(it -> it.group(1).replace('.', '_'))
                .collect(toSet());
        Set<String> shown = new TreeSet<>();
        JSON.readTree(Path.of("infra/grafana/dashboards/vask.json").toFile())
                .findValuesAsText("expr")
                .forEach(expression -> SERIES.matcher(expression).results().forEach(it -> shown.add(it.group())));

        assertThat(shown).hasSizeGreaterThan(10).allSatisfy(series -> assertThat(known)
                .contains(series.replaceAll("_(seconds_)?(total|bucket|count|sum)$", "")));
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile()).forEachRemaining(all::add);
        return all;
    }
}
