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
    void the_default_otlp_path_is_added_if_there_is_no_path(String endpoint, String address) {
        assertThat(TracesSettings.collector(endpoint)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "grpc://collector:4317", "http://", "http://a b"})
    void an_invalid_collector_address_is_rejected(String endpoint) {
        assertThatThrownBy(() -> TracesSettings.collector(endpoint))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'%s'", endpoint)
                .hasMessageContaining("VASK_TRACES_ENDPOINT");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 1})
    void a_ratio_is_from_0_to_1(double sample) {
        assertThat(TracesSettings.ratio(sample)).isEqualTo(sample);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void an_invalid_ratio_is_rejected(double sample) {
        assertThatThrownBy(() -> TracesSettings.ratio(sample))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Invalid value for vask.traces.sample: " + sample);
    }
}
