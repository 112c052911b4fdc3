package dev.vask.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracesSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "http://collector:4318,     http://collector:4318/v1/traces",
        "https://collector/,        https://collector/v1/traces",
        "http://collector/my/way,   http://collector/my/way",
    })
    void a_collector_is_told_at_the_path_of_otlp_unless_it_has_another(String endpoint, String told) {
        assertThat(TracesSettings.collector(endpoint)).hasToString(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "grpc://collector:4317", "http://", "http://a b"})
    void what_is_no_address_of_a_collector_is_refused(String endpoint) {
        assertThatThrownBy(() -> TracesSettings.collector(endpoint))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'%s'", endpoint)
                .hasMessageContaining("VASK_TRACES_ENDPOINT");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 1})
    void a_part_is_from_0_to_1(double sample) {
        assertThat(TracesSettings.ratio(sample)).isEqualTo(sample);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void what_is_no_part_is_refused(double sample) {
        assertThatThrownBy(() -> TracesSettings.ratio(sample))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Invalid value for vask.traces.sample: " + sample);
    }
}
