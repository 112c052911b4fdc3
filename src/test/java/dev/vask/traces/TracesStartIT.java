package dev.vask.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vask.support.Backend;
import dev.vask.support.ServerStart;
import dev.vask.support.Signer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Servers one after another, with and without a collector, from their start to their end. */
@Execution(ExecutionMode.SAME_THREAD)
class TracesStartIT {

    private static final Map<String, String> SHOP = Map.of("vask.app.key", "shop", "vask.app.secret", "open-sesame");

    @Test
    void without_a_collector_no_class_of_opentelemetry_is_loaded(@TempDir Path folder) throws IOException {
        assumeTrue(System.getProperty("vask.test.binary") == null, "a native executable loads no classes");
        Path loaded = folder.resolve("loaded.log");
        try (ServerStart start = ServerStart.with(SHOP, "-Xlog:class+load:file=" + loaded)) {
            publish(start, 1);
        }

        assertThat(Files.readString(loaded))
                .contains("dev.vask.traces.NoTraces")
                .doesNotContain("io.opentelemetry.");
    }

    @Test
    void a_server_that_ends_tells_first_what_it_has_not_told_yet() {
        try (Collector collector = Collector.open()) {
            try (ServerStart start = ServerStart.with(traced(collector.url()))) {
                publish(start, 5);
            }

            assertThat(collector.spans())
                    .filteredOn(it -> it.name().startsWith("POST"))
                    .hasSize(5);
        }
    }

    @Test
    void of_a_collector_that_is_away_the_log_says_so_once() throws IOException {
        int port = freePort();
        try (ServerStart start = ServerStart.with(traced("http://127.0.0.1:" + port))) {
            publish(start, 1);
            start.awaitOutput(Pattern.compile(
                    "Cannot export traces to the collector at \\S+; dropping them: java.net.ConnectException"));
            publish(start, 1);

            try (Collector collector = Collector.open(port)) {
                start.awaitOutput(Pattern.compile("The collector at \\S+ accepts traces again"));
                assertThat(collector.spans()).isNotEmpty();
            }

            assertThat(start.output())
                    .containsOnlyOnce("Cannot export traces")
                    .doesNotContain("opentelemetry", "\tat ");
        }
    }

    @Test
    void a_collector_without_an_address_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(traced("collector:4318"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly(
                            "Invalid value for vask.traces.endpoint: 'collector:4318'. Set VASK_TRACES_ENDPOINT to the address of an"
                                    + " OTLP/HTTP collector, like http://host:4318.");
        }
    }

    private static Map<String, String> traced(String endpoint) {
        Map<String, String> settings = new HashMap<>(SHOP);
        settings.put("vask.traces.endpoint", endpoint);
        settings.put("vask.traces.sample", "1");
        return settings;
    }

    private static void publish(ServerStart start, int events) {
        Backend backend = new Backend(start.awaitListening(), new Signer("shop", "open-sesame"));
        for (int i = 0; i < events; i++) {
            backend.publish("room", "news", "" + i);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
