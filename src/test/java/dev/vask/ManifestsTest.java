package dev.vask;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

/** The deployment files use existing settings, images, files and metrics. */
class ManifestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMAGE = "(ghcr[.]io/vask|[$][{]REGISTRY:-ghcr[.]io/vask[}])/vask(-native)?";
    private static final Pattern VARIABLE = Pattern.compile("\\bVASK_[A-Z_]+\\b");
    /** Read by the command line and the launchers, set by Kubernetes, or an example of a wrong name. */
    private static final Set<String> WITHOUT_A_SETTING = Set.of(
            "VASK_URL",
            "VASK_PUBLIC_URL",
            "VASK_HOME",
            "VASK_JAVA_HOME",
            "VASK_JDK_",
            "VASK_PORT",
            "VASK_EDGE_PORT",
            "VASK_SERVICE_HOST",
            "VASK_API_PORT_8080_TCP",
            "VASK_EDGE_DRIAN");

    private static final Pattern CLUSTER = Pattern.compile("VASK_MODE\\b.*\\bcluster");
    private static final Pattern SERIES = Pattern.compile("\\bvask_[a-z_]+\\b");
    private static final Pattern METER = Pattern.compile("\"(vask(?:\\.[a-z]+)+)\"");
    private static final Pattern DATABASE = Pattern.compile("(postgresql://|[$][{]var[.]database[.]url[}])[^\\s\"]*");
    private static final Pattern VERIFIED = Pattern.compile(
            "[?]sslmode=verify-full&sslrootcert=(/etc/vask/ca/postgres|/etc/pki/tls/certs/ca-bundle)[.]crt$",
            Pattern.MULTILINE);
    private static final Set<String> MOUNTED_ELSEWHERE =
            Set.of("settings.yaml", "kustomization.yaml"); // by the base's Deployments
    private static final Set<String> OF_KUBERNETES = Set.of("kubernetes", "knative", "cloud-run");
    private static final Set<String> WITHOUT_A_NAME = Set.of("kustomization.yaml", "url-map.yaml");

    static Stream<Path> manifests() {
        return Manifests.yamlFiles();
    }

    static Stream<Path> everything() {
        return Stream.of(
                        Manifests.files("infra", "[^.]*[.][a-z]+"),
                        Manifests.files("src/main/docker", "[.][a-z]+"),
                        Manifests.files(".github", "[.]yml"),
                        Manifests.files("docs", "[.]md"))
                .flatMap(found -> found);
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_manifest_is_yaml_with_kind_and_name(Path file) {
        assertThat(Manifests.documents(file)).isNotEmpty().allSatisfy(document -> {
            assertThat(document.isObject()).isTrue();
            if (OF_KUBERNETES.contains(file.getName(1).toString())
                    && !WITHOUT_A_NAME.contains(file.getFileName().toString())) {
                assertThat(document.path("apiVersion").asText()).isNotEmpty();
                assertThat(document.path("kind").asText()).isNotEmpty();
                assertThat(document.at("/metadata/name").asText()).startsWith("vask");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("everything")
    void an_environment_variable_sets_an_existing_setting(Path file) {
        Set<String> known = TypedSettings.withDefaults().keySet().stream()
                .map(TypedSettings::variable)
                .collect(toSet());

        assertThat(VARIABLE.matcher(Manifests.text(file)).results().map(it -> it.group()))
                .allMatch(it -> known.contains(it) || WITHOUT_A_SETTING.contains(it));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_cluster_has_all_required_settings(Path file) {
        String text = Manifests.text(file);

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

    /** Only connections within one machine may be without certificate verification. */
    @ParameterizedTest
    @MethodSource("shipped")
    void connections_to_postgres_verify_certificate_and_host_name(Path file) {
        String text = Manifests.text(file);

        assertThat(DATABASE.matcher(text).results().map(it -> it.group()))
                .allMatch(url -> VERIFIED.matcher(url).find()
                        || (file.endsWith("compose.yaml") && url.endsWith("?sslmode=disable")));
        if (text.contains("sslmode=verify-full")) {
            boolean mounts = text.contains("/etc/vask/ca")
                    && text.replace("sslrootcert=/etc/vask/ca/", "").contains("/etc/vask/ca");
            boolean ofLambda = text.contains("/etc/pki/tls/certs/ca-bundle.crt"); // is there
            assertThat(mounts
                            || ofLambda
                            || MOUNTED_ELSEWHERE.contains(file.getFileName().toString()))
                    .as("the file of certificates is mounted")
                    .isTrue();
        }
    }

    @Test
    void the_addresses_of_databases_are_found() {
        assertThat(shipped()
                        .map(Manifests::text)
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

    /** The chart adds the parameters itself; KubernetesRule checks what it renders. */
    static Stream<Path> shipped() {
        return Stream.concat(
                manifests().filter(file -> !file.startsWith(HelmChart.CHART)),
                Manifests.files("terraform/modules", "main[.]tf"));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void vask_images_have_their_names_and_others_have_a_version(Path file) {
        for (JsonNode document : Manifests.documents(file)) {
            for (JsonNode image : document.findValues("image")) {
                String name = image.asText();
                assertThat(image.isObject() || name.matches(IMAGE + "(:.+)?") || name.matches(".+:v?\\d[^:]*"))
                        .as("image %s", name)
                        .isTrue();
            }
        }
    }

    /** Compose runs one image for all roles, so that only one is built. */
    @Test
    void an_api_is_native_and_an_edge_is_on_the_jvm() {
        Map<String, Set<String>> images = new TreeMap<>();
        manifests()
                .filter(file -> !file.endsWith("compose.yaml"))
                .flatMap(file -> Manifests.documents(file).stream())
                .forEach(document -> containers(document)
                        .forEach(container -> images.computeIfAbsent(role(container.path("env")), it -> new TreeSet<>())
                                .add(container.path("image").asText().replaceAll(":.*", ""))));

        assertThat(images)
                .containsEntry("api", Set.of("ghcr.io/vask/vask-native"))
                .containsEntry("edge", Set.of("ghcr.io/vask/vask"))
                .containsEntry("all", Set.of("ghcr.io/vask/vask"));
    }

    private static List<JsonNode> containers(JsonNode document) {
        List<JsonNode> containers = new ArrayList<>();
        containers.addAll(document.findParents("image"));
        return containers;
    }

    /** The role of a container; empty if it has none. */
    private static String role(JsonNode variables) {
        for (JsonNode variable : variables) {
            if (variable.path("name").asText().equals("VASK_ROLE")) {
                return variable.path("value").asText();
            }
        }
        return "";
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_kustomization_names_existing_files(Path file) {
        for (JsonNode document : Manifests.documents(file)) {
            if (file.endsWith("kustomization.yaml")) {
                assertThat(document.path("kind").asText()).isIn("Kustomization", "Component");
                assertThat(Stream.of("resources", "components")
                                .flatMap(field -> document.path(field).valueStream()))
                        .allSatisfy(named ->
                                assertThat(file.resolveSibling(named.asText())).exists());
            }
        }
    }

    @Test
    void the_dashboard_and_the_alerts_use_existing_metrics() throws IOException {
        Set<String> known = Manifests.files("src/main/java/dev/vask", "[.]java")
                .flatMap(file -> METER.matcher(Manifests.text(file)).results())
                .map(it -> it.group(1).replace('.', '_'))
                .collect(toSet());
        Set<String> shown = new TreeSet<>();
        JSON.readTree(Path.of("infra/grafana/dashboards/vask.json").toFile())
                .findValuesAsText("expr")
                .forEach(expression -> SERIES.matcher(expression).results().forEach(it -> shown.add(it.group())));
        Manifests.documents(AlertsTest.ALERTS)
                .getFirst()
                .findValuesAsText("expr")
                .forEach(expression -> SERIES.matcher(expression).results().forEach(it -> shown.add(it.group())));

        assertThat(shown).hasSizeGreaterThan(20).allSatisfy(series -> assertThat(known)
                .contains(series.replaceAll("_(seconds_)?(total|bucket|count|sum)$", "")));
    }

    @Test
    void the_dashboard_adapts_its_rates_to_the_interval_of_prometheus() throws IOException {
        assertThat(JSON.readTree(Path.of("infra/grafana/dashboards/vask.json").toFile())
                        .findValuesAsText("expr"))
                .filteredOn(expression -> expression.contains("rate("))
                .hasSizeGreaterThan(10)
                .allMatch(expression -> expression.contains("[$__rate_interval]"));
    }
}
