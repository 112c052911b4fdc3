package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The overlays, with and without components, and the chart with different values follow the same rules. */
class KubernetesRulesTest {

    private static final List<String> COMPONENTS = List.of("gateway", "connections", "monitoring", "migrate");
    private static final Map<String, KubernetesObjects> INSTALLATIONS = new LinkedHashMap<>();

    @BeforeAll
    static void build() {
        assumeTrue(Manifests.isKustomizeAvailable(), "The overlays are not built: no kubectl on the PATH");
        overlay("production");
        overlay("standalone");
        INSTALLATIONS.put(
                "production and components", new KubernetesObjects(Manifests.kustomized("production", COMPONENTS)));
        if (HelmChart.isAvailable()) {
            renderCharts();
        }
    }

    private static void renderCharts() {
        chart(Map.of());
        chart(Map.of("mode", "standalone"));
        chart(Map.of("edge.autoscaling.by", "connections", "gateway.enabled", "true", "image.tag", "1.2.3"));
        chart(Map.of(
                "edge.autoscaling.by",
                "keda",
                "database.migrate",
                "job",
                "serviceMonitor.enabled",
                "true",
                "prometheusRule.enabled",
                "true",
                "proxies.trusted[0]",
                "10.244.0.0/16",
                "edge.drainSeconds",
                "90"));
    }

    private static void overlay(String name) {
        INSTALLATIONS.put(
                name, new KubernetesObjects(Manifests.kustomized(Manifests.KUBERNETES.resolve("overlays/" + name))));
    }

    private static void chart(Map<String, String> values) {
        INSTALLATIONS.put("chart " + values, new KubernetesObjects(HelmChart.render(values)));
    }

    @ParameterizedTest
    @EnumSource
    void a_rule_holds_for_every_installation(KubernetesRule rule) {
        assertThat(INSTALLATIONS).allSatisfy((name, objects) -> assertThat(rule.holdsFor(objects))
                .as("%s in %s", rule, name)
                .isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void a_rule_detects_a_violation_in_overlays_and_in_the_chart(KubernetesRule rule) {
        Map<Boolean, List<String>> noticed = INSTALLATIONS.entrySet().stream()
                .filter(it -> rule.detectsViolationIn(it.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.partitioningBy(name -> name.startsWith("chart")));

        assertThat(noticed.get(true).isEmpty()).isNotEqualTo(HelmChart.isAvailable());
        assertThat(noticed.get(false)).isNotEmpty();
    }

    @Test
    void a_network_policy_selects_the_pods_of_vask_by_name() {
        assertThat(INSTALLATIONS.get("production").ofKind("NetworkPolicy"))
                .singleElement()
                .satisfies(policy -> assertThat(policy.at("/spec/podSelector"))
                        .hasToString("{\"matchLabels\":{\"app.kubernetes.io/name\":\"vask\"}}"));
    }

    /** {@code vask_connections} has one series for each app; a pod has their sum. */
    @Test
    void edges_scale_by_the_metric_of_the_adapter() {
        JsonNode rule = Manifests.documents(Path.of("infra/prometheus/adapter.yaml"))
                .getFirst()
                .at("/rules/custom/0");
        KubernetesObjects scaled = INSTALLATIONS.get("production and components");

        assertThat(scaled.find("HorizontalPodAutoscaler", "vask-edge")
                        .orElseThrow()
                        .at("/spec/metrics/0/pods/metric/name")
                        .asText())
                .isEqualTo(rule.at("/name/as").asText())
                .isEqualTo("vask_connections");
        assertThat(rule.path("seriesQuery").asText()).startsWith("vask_connections{");
        assertThat(rule.path("metricsQuery").asText()).startsWith("sum by (<<.GroupBy>>)");
        assertThat(rule.at("/resources/overrides/pod/resource").asText()).isEqualTo("pod");
    }

    @Test
    void every_object_matches_its_schema() {
        INSTALLATIONS.forEach((name, objects) -> objects.all().forEach(KubernetesSchemas::check));
    }
}
