package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alerts. The files for Prometheus, its operator and the chart have the same content. */
class AlertsTest {

    static final Path ALERTS = Path.of("infra/prometheus/alerts.yaml");

    private static final JsonNode GROUPS =
            Manifests.documents(ALERTS).getFirst().path("groups");
    private static final Pattern FUNCTION = Pattern.compile("\\b([a-z_]+)(?: by \\([a-z, ]+\\))? ?\\(");
    private static final Set<String> FUNCTIONS =
            Set.of("sum", "min", "max", "rate", "increase", "deriv", "histogram_quantile");
    private static final Set<String> AGGREGATIONS_AND_KEYWORDS = Set.of("by", "and");

    @Test
    void the_prometheus_rule_has_the_same_groups() {
        JsonNode rule = Manifests.documents(Path.of("infra/kubernetes/components/monitoring/alerts.yaml"))
                .getFirst();

        assertThat(rule.at("/spec/groups")).isEqualTo(GROUPS);
    }

    @Test
    void the_chart_has_the_same_file_and_renders_it_unchanged() {
        assertThat(HelmChart.CHART.resolve("files/alerts.yaml")).hasSameTextualContentAs(ALERTS);
        assumeTrue(HelmChart.isAvailable(), "The chart is not rendered: Helm's library is for Linux on x86-64 only");
        assertThat(HelmChart.render(Map.of("prometheusRule.enabled", "true")))
                .filteredOn(it -> it.path("kind").asText().equals("PrometheusRule"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.at("/spec/groups")).isEqualTo(GROUPS));
    }

    @Test
    void prometheus_of_compose_loads_the_file() {
        assertThat(Manifests.documents(Path.of("infra/prometheus/prometheus.yml"))
                        .getFirst()
                        .at("/rule_files/0")
                        .asText())
                .isEqualTo(ALERTS.getFileName().toString());
        assertThat(Manifests.documents(Path.of("infra/compose.yaml"))
                        .getFirst()
                        .at("/services/prometheus/volumes")
                        .toString())
                .contains("./prometheus/alerts.yaml:/etc/prometheus/alerts.yaml:ro");
    }

    @Test
    void an_alert_has_a_severity_a_summary_and_a_description() {
        assertThat(GROUPS.at("/0/rules")).hasSizeGreaterThan(8).allSatisfy(rule -> {
            assertThat(rule.path("alert").asText()).startsWith("Vask");
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
            assertThat(isExpression(rule.path("expr").asText())).isTrue();
        });
    }

    @Test
    void the_guide_names_each_alert() {
        assertThat(GROUPS.findValuesAsText("alert"))
                .allSatisfy(alert ->
                        assertThat(Manifests.text(Path.of("docs/operating.md"))).contains("`" + alert + "`"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum(rate(vask_connections[5m]) > 1",
                "sun(vask_connections) > 1",
                "rate(vask_slow_readers_total) > 1",
                "sum(vask_connections)",
                "sum by (app) (vask_connections{app=\"x}) > 1",
            })
    void a_wrong_expression_is_found(String expression) {
        assertThat(isExpression(expression)).isFalse();
    }

    /** A condition with known functions, closed brackets and quotes, and a range wherever a function needs one. */
    private static boolean isExpression(String text) {
        String bare = text.replaceAll("\"[^\"]*\"", "");
        boolean known = FUNCTION.matcher(bare)
                .results()
                .map(it -> it.group(1))
                .allMatch(it -> FUNCTIONS.contains(it) || AGGREGATIONS_AND_KEYWORDS.contains(it));
        List<MatchResult> ranged = Pattern.compile("\\b(rate|increase|deriv)\\(([^)]*)\\)")
                .matcher(bare)
                .results()
                .toList();
        return known
                && !bare.contains("\"")
                && isClosed(bare)
                && ranged.stream().allMatch(it -> it.group(2).matches(".*\\[\\d+[mh]]"))
                && bare.matches(".*(==|>|<) [0-9.]+.*");
    }

    private static boolean isClosed(String text) {
        Deque<Integer> open = new ArrayDeque<>();
        for (int symbol : text.chars().toArray()) {
            if ("([{".indexOf(symbol) >= 0) {
                open.push("([{".indexOf(symbol));
            } else if (")]}".indexOf(symbol) >= 0 && (open.isEmpty() || open.pop() != ")]}".indexOf(symbol))) {
                return false;
            }
        }
        return open.isEmpty();
    }
}
