package dev.vask.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NoTracesTest {

    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private record Settings(Optional<String> endpoint, double sample) implements TracesConfig {}

    @Test
    void without_an_endpoint_nothing_is_traced_even_if_a_sender_asks() {
        Traces traces = Traces.of(new Settings(Optional.empty(), 1), "all");

        assertThat(traces).isSameAs(Traces.OFF);
        assertThat(traces.isOn()).isFalse();
        assertThat(traces.request("POST", NoTracesTest::header)).isSameAs(Trace.NONE);
        assertThat(traces.fanOut(SAMPLED)).isSameAs(FanOutTrace.NONE);
    }

    @Test
    void an_untraced_span_has_no_children() {
        assertThat(Trace.NONE.redis()).isSameAs(Trace.NONE);
        assertThat(Trace.NONE.fanOut()).isSameAs(FanOutTrace.NONE);
        assertThat(Trace.NONE.context()).isEmpty();
    }

    private static @Nullable String header(String name) {
        return name.equals("traceparent") ? SAMPLED : null;
    }
}
