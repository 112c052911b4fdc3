package dev.vask.meters;

import dev.vask.support.Server;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The time series at {@code /q/metrics}, by name with labels in order. */
record MetricsScrape(Map<String, Double> series) {

    private static final Pattern LINE = Pattern.compile("(?m)^([a-z_]+(?:\\{[^\n]*})?) (\\S+)$");

    static MetricsScrape of(Server server) {
        String text =
                server.request("GET", "/q/metrics", new byte[0]).expect(200).body();
        Map<String, Double> series = new HashMap<>();
        LINE.matcher(text).results().forEach(line -> series.put(line.group(1), Double.parseDouble(line.group(2))));
        return new MetricsScrape(series);
    }

    /** The value of a series of an app, 0 if absent. */
    long of(String name, String app, String... more) {
        StringBuilder labels = new StringBuilder("app=\"").append(app).append('"');
        for (int i = 0; i < more.length; i += 2) {
            labels.append(",%s=\"%s\"".formatted(more[i], more[i + 1]));
        }
        return series.getOrDefault("%s{%s}".formatted(name, labels), 0.0).longValue();
    }
}
