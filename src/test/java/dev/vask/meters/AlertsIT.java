package dev.vask.meters;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.WebhookEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alerts and the dashboard use metrics and labels that a running server has. */
class AlertsIT {

    private static final Pattern METRIC = Pattern.compile("\\b(vask_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=~?\"");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([a-z_, ]+)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[([^]]+)]");

    /** Labels that Prometheus adds to each series. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

    private final Server server =
            Server.with(Map.of("vask.webhooks.allow-private-targets", "true", "vask.webhooks.backoff", "100ms"));

    @Test
    void every_expression_uses_series_that_a_server_has() throws IOException {
        JsonNode alerts = new ObjectMapper(new YAMLFactory())
                .readTree(Path.of("infra/prometheus/alerts.yaml").toFile());
        List<String> expressions = Stream.of(alerts, dashboard())
                .flatMap(it -> it.findValuesAsText("expr").stream())
                .toList();
        Map<String, Set<String>> labels = labelsOfScrape();

        assertThat(expressions).hasSizeGreaterThan(25).allSatisfy(expression -> {
            List<MatchResult> metrics = METRIC.matcher(expression)
                    .results()
                    .filter(it -> isOfThisMode(it.group(1)))
                    .toList();
            for (MatchResult metric : metrics) {
                assertThat(labels).as("metrics at /q/metrics").containsKey(metric.group(1));
                assertThat(labels.get(metric.group(1)))
                        .as("labels of " + metric.group(1))
                        .containsAll(matches(LABEL, metric.group(2) == null ? "" : metric.group(2)));
            }
            if (metrics.size() == 1) {
                assertThat(labels.get(metrics.getFirst().group(1)))
                        .as("labels of " + metrics.getFirst().group(1))
                        .containsAll(matches(GROUPING, expression).stream()
                                .flatMap(it -> Stream.of(it.split(", *")))
                                .filter(it -> !OF_PROMETHEUS.contains(it))
                                .toList());
            }
        });
    }

    @Test
    void ranges_of_the_dashboard_follow_the_interval_of_scrapes() throws IOException {
        assertThat(dashboard().findValuesAsText("expr").stream().flatMap(it -> matches(RANGE, it).stream()))
                .isNotEmpty()
                .containsOnly("$__rate_interval");
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper()
                .readTree(Path.of("infra/grafana/dashboards/vask.json").toFile());
    }

    private boolean isOfThisMode(String metric) {
        return !server.isOneProcess() || !metric.matches("vask_(redis|postgres)_.*");
    }

    /** The labels of each metric, after one use of everything that is counted. */
    private Map<String, Set<String>> labelsOfScrape() {
        try (WebhookEndpoint endpoint = new WebhookEndpoint()) {
            TestApp app =
                    server.app(Map.of("webhook", Map.of("url", endpoint.url()), "history", Map.of("enabled", true)));
            app.connect("protocol=8")
                    .established()
                    .send("pusher:subscribe", Map.of("channel", "news", "resume_after_id", "no-id"))
                    .receives("pusher_internal:subscription_succeeded", "news");
            PusherClient client = app.connect().subscribe("news");
            client.send("pusher:subscribe", Map.of("channel", "private-secret")).receivesError(4009);
            app.backend().publish("news", "headline", "{}");
            client.receives("headline", "news");
            server.open("/app/no-such-app?protocol=7").closedWith(4001);
            endpoint.awaitRequests(1);
            await().until(() -> MetricsScrape.of(server).series().containsKey("vask_webhooks_latency_seconds_count"));
            client.close();
        }
        Map<String, Set<String>> labels = new HashMap<>();
        for (String series : MetricsScrape.of(server).series().keySet()) {
            String[] parts = series.split("\\{", 2);
            Set<String> found = labels.computeIfAbsent(parts[0], it -> new java.util.HashSet<>());
            found.addAll(parts.length == 1 ? Set.of() : matches(Pattern.compile("([a-z_]+)=\""), parts[1]));
        }
        return labels;
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(it -> it.group(1)).collect(toSet());
    }
}
