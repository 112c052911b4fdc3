package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Backend;
import dev.vask.support.Response;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often the backend of an app may read. */
@SameInBothModes
class ReadRateIT {

    private static final int MANY = 200; // more than the limit allows while they are sent

    private final Server server = Server.with(Map.of("vask.api.reads-per-second", "1"));

    @ParameterizedTest
    @ValueSource(strings = {"/channels", "/channels/room", "/channels/presence-room/users"})
    void an_app_over_the_read_limit_gets_retry_after_and_others_are_not_affected(String path) {
        Backend backend = server.app().backend();
        backend.get(path).expect(200);
        double before = rejections();

        Response rejected = Stream.generate(() -> backend.get(path))
                .limit(MANY)
                .filter(it -> it.status() != 200)
                .findFirst()
                .orElseThrow();

        assertThat(rejected.expect(429).json().path("code").textValue()).isEqualTo("too_many_reads");
        assertThat(rejected.json().path("message").textValue()).contains("1 reads per second");
        assertThat(rejected.headers().firstValue("retry-after")).hasValue("1");
        assertThat(rejections()).isGreaterThan(before);
        backend.publish("room", "news", "a publish is not a read");
        server.app().backend().get(path).expect(200);
    }

    private double rejections() {
        return server.request("GET", "/q/metrics", new byte[0])
                .expect(200)
                .body()
                .lines()
                .filter(it -> it.startsWith("vask_rejections_total{limit=\"read_rate\"}"))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.indexOf(' ') + 1)))
                .sum();
    }
}
