package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Helm chart. {@link KubernetesRulesTest} checks what it renders. */
class HelmChartTest {

    private static final JsonNode VALUES =
            Manifests.documents(HelmChart.CHART.resolve("values.yaml")).getFirst();

    @BeforeAll
    static void requires_helm() {
        assumeTrue(HelmChart.isAvailable(), "The chart is not rendered: Helm's library is for Linux on x86-64 only");
    }

    @Test
    void helm_lint_passes() {
        var result = HelmChart.helm().lint().strict().call();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void the_default_values_match_the_schema() {
        assertThat(schema().validate(VALUES)).isEmpty();
    }

    @Test
    void the_schema_describes_each_value() throws Exception {
        JsonNode described = new ObjectMapper()
                .readTree(HelmChart.CHART.resolve("values.schema.json").toFile());

        assertThat(missing("", VALUES, described)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mode, both",
        "edge.autoscaling.by, memory",
        "edge.drainSeconds, soon",
        "database.url, postgresql://db/vask?sslmode=disable",
        "replicas, 3",
        "proxies.trusted[0], everyone",
    })
    void a_wrong_value_is_rejected_by_name(String name, String value) {
        assertThatThrownBy(() -> HelmChart.render(Map.of(name, value)))
                .hasMessageContaining(name.replaceAll("\\[.*|.*\\.(?=by|drain|url)", ""));
    }

    @Test
    void an_image_is_named_by_registry_name_and_tag() {
        assertThat(images(Map.of("image.registry", "registry.example.com/team", "image.tag", "1.2.3")))
                .containsExactly("registry.example.com/team/vask-native:1.2.3", "registry.example.com/team/vask:1.2.3");
        assertThat(images(Map.of())).allMatch(image -> image.startsWith("ghcr.io/vask/vask"));
    }

    @Test
    void a_setting_replaces_the_default() {
        assertThat(HelmChart.render(Map.of("settings.VASK_LOG_JSON", "yes", "settings.VASK_EDGE_DIRECT_WRITES", "no")))
                .filteredOn(it -> it.path("kind").asText().equals("ConfigMap"))
                .singleElement()
                .satisfies(map -> assertThat(KubernetesObjects.strings(map.path("data")))
                        .containsEntry("VASK_LOG_JSON", "yes")
                        .containsEntry("VASK_EDGE_DIRECT_WRITES", "no")
                        .containsEntry("VASK_MODE", "cluster"));
    }

    @ParameterizedTest
    @CsvSource({
        "cpu, HorizontalPodAutoscaler, '\"averageUtilization\":60'",
        "connections, HorizontalPodAutoscaler, '\"metric\":{\"name\":\"vask_connections\"}'",
        "keda, ScaledObject, 'sum(vask_connections{namespace='",
    })
    void edges_scale_by(String by, String kind, String metric) {
        assertThat(HelmChart.render(Map.of("edge.autoscaling.by", by)))
                .filteredOn(it -> it.path("kind").asText().equals(kind)
                        && it.at("/metadata/name").asText().equals("vask-edge"))
                .singleElement()
                .satisfies(scaler -> assertThat(scaler.toString()).contains(metric));
    }

    @Test
    void the_job_that_migrates_runs_before_an_upgrade() {
        assertThat(Manifests.text(HelmChart.CHART.resolve("templates/migrate.yaml")))
                .contains("helm.sh/hook: pre-install,pre-upgrade", "helm.sh/hook-delete-policy: before-hook-creation");
        assertThat(HelmChart.render(Map.of("database.migrate", "job", "database.migrateSecret", "owner")))
                .filteredOn(it -> it.path("kind").asText().equals("Job"))
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.findValuesAsText("args")).isNotNull();
                    assertThat(job.findPath("args").path(0).asText()).isEqualTo("migrate");
                    assertThat(job.findPath("envFrom").toString()).contains("\"owner\"");
                });
    }

    @Test
    void optional_objects_are_off_by_default() {
        assertThat(kinds(Map.of())).doesNotContain("ServiceMonitor", "PrometheusRule", "HTTPRoute", "Job");
        assertThat(kinds(Map.of("ingress.enabled", "false", "networkPolicy.enabled", "false")))
                .doesNotContain("Ingress", "NetworkPolicy");
    }

    private static Set<String> images(Map<String, String> values) {
        Set<String> images = new TreeSet<>();
        HelmChart.render(values).forEach(it -> images.addAll(it.findValuesAsText("image")));
        return images;
    }

    private static List<String> kinds(Map<String, String> values) {
        return HelmChart.render(values).stream()
                .map(it -> it.path("kind").asText())
                .toList();
    }

    private static JsonSchema schema() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(Manifests.text(HelmChart.CHART.resolve("values.schema.json")));
    }

    /** Paths of values without a description, in objects whose fields the schema lists. */
    private static Set<String> missing(String path, JsonNode value, JsonNode schema) {
        Set<String> missing = new TreeSet<>();
        if (value.isObject() && schema.has("properties")) {
            value.properties().forEach(it -> {
                JsonNode described = schema.path("properties").path(it.getKey());
                if (described.isMissingNode()) {
                    missing.add(path + it.getKey());
                } else {
                    missing.addAll(missing(path + it.getKey() + ".", it.getValue(), described));
                }
            });
        }
        return missing;
    }
}
